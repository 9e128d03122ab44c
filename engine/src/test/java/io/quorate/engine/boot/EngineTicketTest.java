package io.quorate.engine.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decided;
import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import io.quorate.Partition;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReplicationStatus;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two-phase proposals, on real threads. What survives what is the simulator's subject. */
class EngineTicketTest extends OnRealThreads {
  private static final List<Proposal> TWO = List.of(
      new Proposal("debit", "5".getBytes(UTF_8)), new Proposal("credit", "5".getBytes(UTF_8)));

  private volatile String refused = "";
  private final List<String> applied = Collections.synchronizedList(new ArrayList<>());

  private Partition alone(Raft raft) {
    raft.useStateMachine((partition, entry) -> {
      if (entry.type().equals(refused)) {
        refused = "";
        throw new IllegalStateException("not now");
      }
      applied.add(entry.type() + " " + entry.dataAsUtf8() + " at " + entry.index() + "."
          + entry.position());
      return entry.type().length();
    });
    raft.joinCluster(LONG);
    assertThat(raft.partition(1).amILeader(LONG)).isTrue();
    return raft.partition(1);
  }

  @Test
  void nothingIsDeliveredBeforeTheCommit() {
    Partition partition = alone(single());
    Ticket ticket = partition.propose(TWO, LONG, LONG).orElseThrow();
    assertThat(partition.replicate("other", DATA, LONG).success()).isTrue();
    assertThat(applied).hasSize(1);
    assertThat(partition.status().openTickets()).isEqualTo(1);

    DecisionResult result = partition.commit(ticket, LONG);
    assertThat(result).isInstanceOfSatisfying(Decided.class, decided -> {
      assertThat(decided.responses()).containsExactly(Optional.of(5), Optional.of(6));
      assertThat(applied)
          .endsWith(
              "debit 5 at " + decided.index() + ".0", "credit 5 at " + decided.index() + ".1");
    });
    assertThat(result.committed()).isTrue();
    assertThat(partition.rollback(ticket, LONG).committed()).isTrue();
    assertThat(partition.status().openTickets()).isZero();
  }

  /** It is told which proposal, and a reader never sees the one without the other. */
  @Test
  void aProposalThatIsRefusedIsDeliveredAgain() throws Exception {
    Raft raft = single();
    CompletableFuture<String> error = new CompletableFuture<>();
    CompletableFuture<CompletableFuture<ReadResult<Integer>>> read = new CompletableFuture<>();
    raft.onReplicationError((partition, entry, attempt, e) -> {
      error.complete(attempt + " " + entry);
      read.complete(
          raft.partition(1).read(ReadConsistency.staleWithin(Duration.ofHours(1)), applied::size));
    });
    Partition partition = alone(raft);
    assertThat(partition.read(applied::size).join().success()).isTrue();
    Ticket ticket = partition.propose(TWO, LONG, LONG).orElseThrow();
    refused = "credit";
    assertThat(partition.commit(ticket, LONG).committed()).isTrue();
    assertThat(error.join()).startsWith("1 LogEntry[").contains(".1 term ", " credit, 1 bytes]");
    assertThat(read.join().join().orElseThrow()).isEqualTo(2);
    assertThat(applied).hasSize(2);
  }

  @Test
  void aTicketIsRolledBackOrExpires() {
    Partition partition = alone(single());
    Ticket first = partition.propose(TWO, LONG, LONG).orElseThrow();
    assertThat(partition.rollback(first, LONG))
        .isInstanceOfSatisfying(
            Decided.class, d -> assertThat(d.decision()).isEqualTo(Decision.ROLLED_BACK));
    TicketResult second = partition.propose(TWO, Duration.ofMillis(20), LONG);
    long index = ((TicketResult.Opened) second).index();
    while (partition.status().appliedIndex() <= index || partition.status().openTickets() > 0) {
      Thread.onSpinWait(); // until the leader has written that it is over
    }
    assertThat(partition.commit(second.orElseThrow(), LONG))
        .isInstanceOfSatisfying(
            Decided.class, d -> assertThat(d.decision()).isEqualTo(Decision.EXPIRED));
    assertThat(applied).isEmpty();
  }

  @Test
  void aLaterLeaderDecides() throws Exception {
    List<Raft> nodes = joined(3);
    Raft leader = leaderOf(nodes);
    Ticket ticket = leader.partition(1).propose(TWO, LONG, LONG).orElseThrow();
    leader.close();
    List<Raft> others = nodes.stream().filter(node -> node != leader).toList();
    DecisionResult result;
    do {
      result = leaderOf(others).partition(1).commit(ticket, LONG);
    } while (result instanceof DecisionResult.NotDecided not && not.status().retryable());
    assertThat(result.committed()).isTrue();
  }

  private static Raft leaderOf(List<Raft> nodes) {
    while (true) {
      for (Raft node : nodes) {
        if (node.partition(1).amILeader(LONG)) {
          return node;
        }
      }
    }
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    List<Raft> nodes = joined(3);
    Raft leader = leaderOf(nodes);
    Partition follower =
        nodes.stream().filter(node -> node != leader).findFirst().orElseThrow().partition(1);
    assertThat(follower.propose(TWO, LONG, LONG))
        .isInstanceOfSatisfying(TicketResult.NotOpened.class, not -> {
          assertThat(not.status()).isEqualTo(ReplicationStatus.NOT_LEADER);
          assertThat(not.leader()).isPresent();
        });
    assertThat(leader.partition(0).propose(TWO, LONG, LONG))
        .isEqualTo(new TicketResult.NotOpened(
            ReplicationStatus.SYSTEM_PARTITION, leader.partition(0).leader()));
    Partition partition = leader.partition(1);
    assertThat(partition.commit(new Ticket(1, new HybridTimestamp(1, 0, 1)), LONG))
        .isInstanceOf(DecisionResult.NoSuchTicket.class);
    assertThat(partition.propose(List.of(new Proposal("large", new byte[2 << 20])), LONG, LONG))
        .isInstanceOfSatisfying(
            TicketResult.NotOpened.class,
            not -> assertThat(not.status()).isEqualTo(ReplicationStatus.ENTRY_TOO_LARGE));
    assertThatThrownBy(() -> partition.propose(List.of(), LONG, LONG))
        .hasMessage("there is nothing to propose: the list of proposals is empty");
    assertThatThrownBy(() -> partition.propose(TWO, Duration.ZERO, LONG))
        .hasMessage(
            "a ticket cannot be open for PT0S: its lifetime has to be above zero, and at most"
                + " PT8760H");
    assertThatThrownBy(() -> partition.commit(new Ticket(2, new HybridTimestamp(1, 0, 1)), LONG))
        .hasMessage("ticket 2/1.0@1 belongs to partition 2, and this is partition 1");
    assertThat(Ticket.parse("2/1.0@1")).isEqualTo(new Ticket(2, new HybridTimestamp(1, 0, 1)));
    for (String wrong : List.of("", "1.0@1", "x/1.0@1", "0/1.0@1", "1/1@1.0", "1/1.0")) {
      assertThatThrownBy(() -> Ticket.parse(wrong))
          .hasMessage("'" + wrong + "' is no ticket: one looks like 1/1764100000000.3@2");
    }
    nodes.forEach(Raft::close);
    assertThat(partition.rollback(new Ticket(1, new HybridTimestamp(1, 0, 1)), LONG))
        .isEqualTo(new DecisionResult.NotDecided(ReplicationStatus.CLOSED, Optional.empty()));
  }

  @Test
  void onlySoManyTicketsAreOpen() {
    Partition partition = alone(single());
    List<CompletableFuture<TicketResult>> asked = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      asked.add(partition.propose(TWO, LONG));
    }
    List<TicketResult> results = asked.stream().map(CompletableFuture::join).toList();
    assertThat(results).filteredOn(TicketResult::success).hasSize(1_024);
    assertThat(results)
        .filteredOn(result -> !result.success())
        .allSatisfy(result -> assertThat(((TicketResult.NotOpened) result).status())
            .isEqualTo(ReplicationStatus.QUEUE_FULL));
    assertThat(partition.commit(results.get(0).orElseThrow(), LONG).committed()).isTrue();
    assertThat(partition.propose(TWO, LONG, LONG).success()).isTrue();
  }
}
