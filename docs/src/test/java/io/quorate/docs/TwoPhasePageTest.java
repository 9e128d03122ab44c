package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decision;
import io.quorate.LogEntry;
import io.quorate.Partition;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.StateMachine;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listings of docs/how-to/two-phases.md, on RocksDB and gRPC. */
@Timeout(60)
class TwoPhasePageTest {
  @TempDir
  Path directory;

  // #region machine
  /** Balances of accounts. An entry's type is the account, its data the amount. */
  static final class Accounts implements StateMachine {
    final Map<String, Long> balances = new TreeMap<>();

    @Override
    public Object apply(int partition, LogEntry entry) {
      return balances.merge(entry.type(), Long.parseLong(entry.dataAsUtf8()), Long::sum);
    }
  }
  // #endregion

  private static boolean charge(boolean works) {
    return works;
  }

  @Test
  void aPaymentIsReservedAndMade() {
    Accounts accounts = new Accounts();
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.useStateMachine(accounts);
      raft.joinCluster();
      Partition partition = raft.partition(1);
      assertThat(partition.amILeader(Duration.ofSeconds(10))).isTrue();
      assertThat(pay(partition, true).committed()).isTrue();
      assertThat(accounts.balances).containsEntry("alice", -30L).containsEntry("shop", 30L);
      assertThat(pay(partition, false).committed()).isFalse();
      assertThat(accounts.balances).containsEntry("alice", -30L).containsEntry("shop", 30L);
    }
  }

  private static DecisionResult pay(Partition partition, boolean works) {
    // #region pay
    List<Proposal> payment = List.of(
        new Proposal("alice", "-30".getBytes(UTF_8)), new Proposal("shop", "30".getBytes(UTF_8)));
    Duration timeout = Duration.ofSeconds(10);

    TicketResult reserved = partition.propose(payment, Duration.ofMinutes(5), timeout);
    Ticket ticket = reserved.orElseThrow(); // a quorum has it; nobody was given it

    DecisionResult result =
        charge(works) ? partition.commit(ticket, timeout) : partition.rollback(ticket, timeout);
    if (result instanceof DecisionResult.Decided decided) { // the first decision, for good
      System.out.println(decided.decision() == Decision.COMMITTED ? "paid" : "not paid");
    } else {
      System.out.println("ask again what has become of " + ticket + ": " + result);
    }
    // #endregion
    return result;
  }
}
