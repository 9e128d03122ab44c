package io.quorate.engine.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decided;
import io.quorate.DecisionResult.Decision;
import io.quorate.DecisionResult.NoSuchTicket;
import io.quorate.HybridTimestamp;
import io.quorate.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private static final HybridTimestamp A = new HybridTimestamp(1_000, 0, 1);

  /** Of another node at the same time. */
  private static final HybridTimestamp B = new HybridTimestamp(1_000, 0, 2);

  private final Tickets tickets = new Tickets();
  private final List<String> delivered = new ArrayList<>();

  private static TicketEntry ticket(String... types) {
    return new TicketEntry(
        List.of(types).stream().map(type -> new Proposal(type, new byte[0])).toList(),
        1_000,
        20_000,
        1_000);
  }

  private Object deliver(Proposal proposal, int position) {
    delivered.add(proposal.type());
    return proposal.type().length();
  }

  private DecisionResult decide(long index, HybridTimestamp ticket, Decision decision)
      throws Exception {
    return tickets.decide(index, new DecisionEntry(ticket, decision), this::deliver);
  }

  @Test
  void theFirstDecisionCountsAndLaterOnesHearOfIt() throws Exception {
    tickets.open(A, ticket("a", "bb"));
    tickets.open(B, ticket("c"));
    assertThat(delivered).isEmpty();
    assertThat(decide(7, A, Decision.COMMITTED))
        .isEqualTo(new Decided(Decision.COMMITTED, 7, List.of(Optional.of(1), Optional.of(2))));
    assertThat(decide(8, A, Decision.ROLLED_BACK))
        .isEqualTo(new Decided(Decision.COMMITTED, 7, List.of()));
    assertThat(decide(9, B, Decision.EXPIRED))
        .isEqualTo(new Decided(Decision.EXPIRED, 9, List.of()));
    assertThat(decide(10, B, Decision.COMMITTED))
        .isEqualTo(new Decided(Decision.EXPIRED, 9, List.of()));
    assertThat(delivered).containsExactly("a", "bb");
    assertThat(tickets.openCount()).isZero();
  }

  @Test
  void whoNamesNoTicketIsToldSo() throws Exception {
    assertThat(decide(1, A, Decision.COMMITTED)).isEqualTo(new NoSuchTicket());
  }

  @Test
  void aDeliveryThatFailsGoesOnWhereItStood() throws Exception {
    tickets.open(A, ticket("a", "b", "c"));
    DecisionEntry commit = new DecisionEntry(A, Decision.COMMITTED);
    assertThatThrownBy(() -> tickets.decide(5, commit, (proposal, position) -> {
          if (proposal.type().equals("b")) {
            throw new IllegalStateException("not now");
          }
          return deliver(proposal, position);
        }))
        .hasMessage("not now");
    assertThat(tickets.openCount()).isEqualTo(1);
    assertThat(tickets.isDelivering()).isTrue();
    assertThat(tickets.decide(5, commit, this::deliver))
        .isInstanceOfSatisfying(Decided.class, d -> assertThat(d.responses()).hasSize(3));
    assertThat(delivered).containsExactly("a", "b", "c");
    assertThat(tickets.isDelivering()).isFalse();
  }

  @Test
  void whatThereIsNoRoomForIsNotOpened() throws Exception {
    Proposal tenBytes = new Proposal("12345", new byte[5]);
    TicketEntry ofTwo = new TicketEntry(List.of(tenBytes), 1, 2, 100);
    TicketEntry ofTwentyBytes = new TicketEntry(List.of(tenBytes), 1, 9, 20);
    HybridTimestamp c = new HybridTimestamp(1_001, 0, 1);
    assertThat(tickets.open(A, ofTwo)).isTrue();
    assertThat(tickets.open(B, ofTwo)).isTrue();
    assertThat(tickets.open(c, ofTwo)).isFalse();
    assertThat(tickets.open(c, ofTwentyBytes)).isFalse();
    decide(3, A, Decision.ROLLED_BACK);
    assertThat(tickets.open(c, ofTwentyBytes)).isTrue();
    assertThat(tickets.openCount()).isEqualTo(2);
  }

  @Test
  void onlySoManyDecisionsAreRemembered() throws Exception {
    for (int i = 0; i <= DecisionResult.REMEMBERED; i++) {
      HybridTimestamp ticket = new HybridTimestamp(i, 0, 1);
      tickets.open(ticket, ticket("x"));
      decide(i + 1, ticket, Decision.ROLLED_BACK);
    }
    assertThat(decide(1, new HybridTimestamp(0, 0, 1), Decision.COMMITTED))
        .isEqualTo(new NoSuchTicket());
    assertThat(decide(1, new HybridTimestamp(1, 0, 1), Decision.COMMITTED))
        .isInstanceOf(Decided.class);
  }
}
