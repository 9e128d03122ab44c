package io.quorate.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.FrozenState;
import io.quorate.LeadershipResult;
import io.quorate.LogEntry;
import io.quorate.Partition;
import io.quorate.PartitionStatus;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.RaftException;
import io.quorate.RaftStatus;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationResult.Committed;
import io.quorate.ReplicationStatus;
import io.quorate.SnapshotStateMachine;
import io.quorate.spi.Wal;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * The public interface on real threads. What the protocol does in odd situations is the simulator's
 * subject.
 */
class EngineRaftTest extends OnRealThreads {
  private static RaftException refusal(Runnable call) {
    return catchThrowableOfType(RaftException.class, call::run);
  }

  @Test
  void aSingleNodeCommitsAndDeliversBeforeTheFutureCompletes() {
    Raft raft = single();
    List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    raft.onReplicationReceived(
        (partition, log) -> delivered.add(partition + " " + log.type() + " " + log.dataAsUtf8()));
    raft.joinCluster(LONG);

    Partition partition = raft.partition(1);
    assertThat(partition.amILeader(LONG)).isTrue();
    assertThat(partition.isLeader()).isTrue();
    ReplicationResult result = partition.replicate("Greeting", DATA, LONG);
    assertThat(result).isInstanceOf(Committed.class);
    assertThat(delivered).containsExactly("1 Greeting hello");

    PartitionStatus status = partition.status();
    assertThat(status.commitIndex()).isEqualTo(result.logIndex());
    RaftStatus all = raft.status();
    assertThat(all.state()).isEqualTo(RaftStatus.State.RUNNING);
    assertThat(all.partitions()).extracting(PartitionStatus::partition).containsExactly(0, 1, 2);
    assertThat(all.problems()).isEmpty();
    assertThat(all.counters()).containsKeys("wal.appends", "frames.sent");
  }

  @Test
  void threeNodesDeliverTheSameEntriesInTheSameOrder() throws Exception {
    List<Raft> nodes = new ArrayList<>();
    List<List<Long>> delivered = new ArrayList<>();
    List<CompletableFuture<Void>> last = new ArrayList<>();
    List<CompletableFuture<Void>> joining = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      Raft raft = create(id, 3, new TestBackends.MapWal());
      List<Long> indexes = Collections.synchronizedList(new ArrayList<>());
      CompletableFuture<Void> hundredth = new CompletableFuture<>();
      raft.onReplicationReceived((partition, log) -> {
        indexes.add(log.index());
        if (log.type().equals("last")) {
          hundredth.complete(null);
        }
      });
      nodes.add(raft);
      delivered.add(indexes);
      last.add(hundredth);
      joining.add(inThread(() -> raft.joinCluster(LONG)));
    }
    for (CompletableFuture<Void> one : joining) {
      one.get(40, TimeUnit.SECONDS);
    }
    int leader = nodes.get(0).partition(1).waitForLeader(LONG).orElseThrow().nodeId();
    Partition leading = nodes.get(leader - 1).partition(1);
    List<CompletableFuture<ReplicationResult>> results = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      results.add(leading.replicate(i == 99 ? "last" : "step", DATA));
    }
    for (CompletableFuture<ReplicationResult> result : results) {
      assertThat(result.get(10, TimeUnit.SECONDS)).isInstanceOf(Committed.class);
    }
    for (CompletableFuture<Void> hundredth : last) {
      hundredth.get(10, TimeUnit.SECONDS);
    }
    assertThat(delivered.get(0))
        .hasSize(100)
        .isEqualTo(delivered.get(1))
        .isEqualTo(delivered.get(2));

    Raft follower = nodes.get(leader % 3);
    ReplicationResult refused = follower.partition(1).replicate("late", DATA, LONG);
    assertThat(refused.status()).isEqualTo(ReplicationStatus.NOT_LEADER);
    assertThat(follower.partition(1).amILeader(LONG)).isFalse();
  }

  @Test
  void leavingHandsLeadershipOver() throws Exception {
    List<Raft> nodes = joined(3);
    int leader = nodes.get(0).partition(1).waitForLeader(LONG).orElseThrow().nodeId();
    Raft leaving = nodes.get(leader - 1);
    Raft staying = nodes.get(leader % 3);
    leaving.leaveCluster();
    leaving.leaveCluster();
    assertThat(staying.partition(1).waitForStableLeader(Duration.ofMillis(50), LONG))
        .hasValueSatisfying(next -> assertThat(next.nodeId()).isNotEqualTo(leader));
  }

  @Test
  void aStateMachineGetsTheEntriesAndItsResponseReachesTheProposer() {
    Raft raft = single();
    List<String> listened = Collections.synchronizedList(new ArrayList<>());
    raft.onReplicationReceived((partition, log) -> listened.add(log.type()));
    raft.useStateMachine((partition, entry) -> entry.dataAsUtf8().length());
    raft.joinCluster(LONG);
    assertThat(raft.partition(2).replicate("Length", DATA, LONG).orElseThrow().response())
        .contains(5);
    assertThat(listened).isEmpty();
  }

  @Test
  void afterARestartOldEntriesGoToTheRestoreListener() {
    Wal wal = new TestBackends.MapWal();
    Raft before = create(1, 1, wal);
    before.joinCluster(LONG);
    assertThat(before.partition(1).replicate("old", DATA, LONG).success()).isTrue();
    before.close();

    Raft after = create(1, 1, wal);
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    after.onRestoreStarted(partition -> events.add(partition + " started"));
    after.onRestoreFinished(partition -> events.add(partition + " finished"));
    after.onLogRestored((partition, log) -> events.add(partition + " restored " + log.type()));
    after.onReplicationReceived(
        (partition, log) -> events.add(partition + " received " + log.type()));
    after.joinCluster(LONG);
    assertThat(after.partition(1).replicate("new", DATA, LONG).success()).isTrue();
    assertThat(events.stream().filter(event -> event.startsWith("1 ")))
        .containsExactly("1 started", "1 restored old", "1 finished", "1 received new");
  }

  @Test
  void anEntryThatIsRefusedIsReportedAndDeliveredAgain() {
    Raft raft = single();
    List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
    raft.onReplicationError((partition, log, attempt, error) -> {
      attempts.add(attempt);
      throw new IllegalStateException("listeners may be wrong too");
    });
    raft.onReplicationReceived((partition, log) -> {
      if (attempts.isEmpty()) {
        throw new IllegalStateException("not now");
      }
    });
    raft.joinCluster(LONG);
    assertThat(raft.partition(1).replicate("retry", DATA, LONG).success()).isTrue();
    assertThat(attempts).containsExactly(1);
  }

  @Test
  void listenersComeBeforeJoining() {
    Raft raft = single();
    raft.joinCluster(LONG);
    assertThatThrownBy(() -> raft.onReplicationReceived((partition, log) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before joinCluster");
    assertThatThrownBy(() -> raft.useStateMachine((partition, log) -> null))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void joiningInVainSaysWhatIsMissingAndMayBeRepeated() throws Exception {
    Raft lonely = create(1, 2, new TestBackends.MapWal());
    for (int i = 0; i < 2; i++) {
      RaftException e = refusal(() -> lonely.joinCluster(Duration.ofMillis(100)));
      assertThat(e.code()).isEqualTo("QRT-401");
      assertThat(e)
          .hasMessageStartingWith(
              "QRT-401 This node has not joined the cluster within 100 ms. Missing: ")
          .hasMessageEndingWith(". It goes on trying; call joinCluster again to go on waiting.");
    }
    assertThat(lonely.status().state()).isEqualTo(RaftStatus.State.JOINING);
    assertThat(refusal(() -> lonely.partition(1)))
        .hasMessage(
            "QRT-502 There is no partition 1 yet: the cluster has not formed. Call joinCluster first.");

    Raft other = create(2, 2, new TestBackends.MapWal());
    CompletableFuture<Void> joining = inThread(() -> other.joinCluster(LONG));
    lonely.joinCluster(LONG);
    joining.get(40, TimeUnit.SECONDS);
  }

  @Test
  void partitionsThatDoNotExistAreRefusedWithTheRange() {
    Raft raft = single();
    raft.joinCluster(LONG);
    assertThat(refusal(() -> raft.partition(3)))
        .hasMessage(
            "QRT-501 There is no partition 3: application data has the partitions 1 to 2, the system has 0.");
    assertThat(refusal(() -> raft.partition(-1)).code()).isEqualTo("QRT-501");
    assertThat(raft.partition(0).replicate("no", DATA, LONG).status())
        .isEqualTo(ReplicationStatus.SYSTEM_PARTITION);
  }

  @Test
  void batchesHaveAnOutcomeForEachEntryAndAreNeverEmpty() {
    Raft raft = single();
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.amILeader(LONG)).isTrue();
    List<ReplicationResult> results =
        partition.replicate(List.of(new Proposal("a", DATA), new Proposal("b", DATA)), LONG);
    assertThat(results).hasSize(2).allMatch(ReplicationResult::success);
    assertThat(results.get(1).logIndex()).isEqualTo(results.get(0).logIndex() + 1);
    assertThatThrownBy(() -> partition.replicate(List.of(), LONG))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> partition.replicate(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void afterTheCloseEveryCallEndsAtOnce() throws Exception {
    Raft raft = single();
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    raft.close();
    raft.close();

    assertThat(partition.replicate("late", DATA, LONG).status())
        .isEqualTo(ReplicationStatus.CLOSED);
    assertThat(partition.replicate("late", DATA)).isCompletedWithValueMatching(r -> !r.success());
    assertThat(partition.replicate(List.of(new Proposal("late", DATA)), LONG))
        .extracting(ReplicationResult::status)
        .containsExactly(ReplicationStatus.CLOSED);
    assertThat(partition.amILeader(LONG)).isFalse();
    assertThat(partition.leader()).isEmpty();
    assertThat(partition.waitForStableLeader(Duration.ZERO, LONG)).isEmpty();
    assertThat(partition.stepDown()).isCompletedWithValue(LeadershipResult.CLOSED);
    assertThat(partition.transferLeadership(2)).isCompletedWithValue(LeadershipResult.CLOSED);
    assertThat(refusal(partition::status).code()).isEqualTo("QRT-503");
    assertThat(refusal(raft::joinCluster).code()).isEqualTo("QRT-503");
    assertThat(refusal(() -> raft.partition(1)).code()).isEqualTo("QRT-503");
    assertThat(raft.status().state()).isEqualTo(RaftStatus.State.CLOSED);
    raft.leaveCluster();
  }

  @Test
  void aNodeThatNeverJoinedCanBeAskedAndClosed() {
    Raft raft = single();
    assertThat(raft.status().state()).isEqualTo(RaftStatus.State.CREATED);
    assertThat(raft.status().partitions()).isEmpty();
    assertThat(((EngineRaft) raft).startupLine())
        .startsWith("quorate raft-test-1(1) wal=given MapWal,");
    raft.leaveCluster();
    assertThat(raft.status().state()).isEqualTo(RaftStatus.State.CLOSED);
  }

  @Test
  void anInterruptEndsTheWaitAsATimeoutWouldAndStays() throws Exception {
    List<Raft> nodes = joined(2);
    int leader = nodes.get(0).partition(1).waitForLeader(LONG).orElseThrow().nodeId();
    Partition partition = nodes.get(leader - 1).partition(1);
    // Without its peer the leader commits nothing.
    nodes.get(leader % 2).close();
    CompletableFuture<ReplicationStatus> outcome = new CompletableFuture<>();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread caller = new Thread(() -> {
      Thread.currentThread().interrupt();
      outcome.complete(partition.replicate("never", DATA, LONG).status());
      interrupted.complete(Thread.currentThread().isInterrupted());
    });
    caller.start();
    assertThat(outcome.get(10, TimeUnit.SECONDS))
        .isIn(ReplicationStatus.UNKNOWN, ReplicationStatus.NOT_LEADER);
    assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aListenerMayCloseTheNode() throws Exception {
    Raft raft = single();
    CompletableFuture<Thread> lane = new CompletableFuture<>();
    raft.onReplicationReceived((partition, log) -> {
      raft.close();
      lane.complete(Thread.currentThread());
    });
    raft.joinCluster(LONG);
    raft.partition(1).replicate("close", DATA);
    lane.get(20, TimeUnit.SECONDS).join();
  }

  @Test
  void theServicesFileAndTheModuleNameTheSameProvider() throws Exception {
    var location =
        EngineRaft.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    var module = java.lang.module.ModuleFinder.of(java.nio.file.Path.of(location))
        .find("io.quorate.engine")
        .orElseThrow()
        .descriptor();
    assertThat(module.provides()).singleElement().satisfies(provides -> {
      assertThat(provides.service()).isEqualTo("io.quorate.spi.RaftProvider");
      assertThat(provides.providers()).containsExactly(EngineRaftProvider.class.getName());
    });
  }

  /** They share a lane: the one that is slow gives it up in between. */
  @Test
  void anApplicationThatIsSlowInOnePartitionDoesNotHoldUpAnother() {
    Raft raft = single("engine.apply-lanes", "1");
    AtomicInteger slow = new AtomicInteger();
    raft.useStateMachine((partition, entry) -> {
      if (partition == 1) {
        Thread.sleep(10);
        slow.incrementAndGet();
      }
      return null;
    });
    raft.joinCluster(LONG);
    raft.partition(1).amILeader(LONG);
    raft.partition(2).amILeader(LONG);
    List<Proposal> many = new ArrayList<>(Collections.nCopies(500, new Proposal("t", DATA)));
    CompletableFuture<List<ReplicationResult>> all = raft.partition(1).replicate(many);
    assertThat(raft.partition(2).replicate("t", DATA, LONG).success()).isTrue();
    assertThat(slow.get()).isLessThan(500);
    assertThat(all.isDone()).isFalse();
  }

  @Test
  void aCheckpointNeedsAStateMachineThatCanBeFrozen() {
    Raft raft = single();
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.amILeader(LONG)).isTrue();
    assertThat(partition.checkpoint(LONG).status()).isEqualTo(ReplicationStatus.NO_SNAPSHOTS);
    assertThat(raft.partition(0).checkpoint(LONG).status())
        .isEqualTo(ReplicationStatus.SYSTEM_PARTITION);
    assertThatThrownBy(() -> partition.hold(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the log cannot be held from index 0: indexes begin with 1");
    raft.close();
    assertThat(partition.checkpoint().join().status()).isEqualTo(ReplicationStatus.CLOSED);
    assertThatThrownBy(() -> partition.hold(1)).isInstanceOf(RaftException.class);
  }

  /** Also where there is no place for snapshots. */
  @Test
  void whatAnApplicationHasKeptItselfDoesNotComeAgain() {
    TestBackends.MapWal wal = new TestBackends.MapWal();
    AtomicLong kept = new AtomicLong();
    List<Long> given = Collections.synchronizedList(new ArrayList<>());
    for (int life = 1; life <= 2; life++) {
      Raft raft = create(1, 1, wal);
      raft.useStateMachine(new SnapshotStateMachine() {
        @Override
        public Object apply(int partition, LogEntry entry) {
          given.add(entry.index());
          kept.set(entry.index());
          return null;
        }

        @Override
        public FrozenState freeze(int partition) {
          return out -> {};
        }

        @Override
        public void restore(int partition, long index, InputStream in) {}

        @Override
        public OptionalLong durableIndex(int partition) {
          return partition == 1 ? OptionalLong.of(kept.get()) : OptionalLong.empty();
        }
      });
      raft.joinCluster(LONG);
      assertThat(raft.partition(1).replicate("t", DATA, LONG).success()).isTrue();
      raft.close();
    }
    assertThat(given).doesNotHaveDuplicates().hasSize(2);
  }

  /** Nothing happens in its partitions that would have their leader look at what is asked of it. */
  @Test
  void aNodeAloneIsReplacedByAnotherWhileItIsIdle() throws Exception {
    Raft one = single();
    one.joinCluster(LONG);
    Raft two = create(2, 1, new TestBackends.MapWal(), "cluster.join", "true");
    CompletableFuture<Void> joining = inThread(() -> two.joinCluster(LONG));
    ReplacementResult result = one.members().replaceMember(1, 2, LONG);
    while (result.status() == ReplacementResult.Status.NOT_HEARD) {
      result = one.members().replaceMember(1, 2, LONG); // its thread has just begun
    }
    assertThat(result.status()).as(result.toString()).isEqualTo(ReplacementResult.Status.DONE);
    joining.get(40, TimeUnit.SECONDS);
    assertThat(two.partition(2).replicate("type", DATA, LONG).success()).isTrue();
    assertThat(two.status().members()).containsOnlyKeys(2);
    assertThat(one.status().problems().toString()).contains("was replaced");
    assertThat(two.members().replaceMember(1, 2, LONG).success())
        .as("it may be repeated")
        .isTrue();
  }

  @Test
  void aReplacementThatCannotBeIsRefusedAtTheDoor() {
    Raft raft = single();
    assertThat(raft.members().replaceMember(1, 2, LONG).status())
        .isEqualTo(ReplacementResult.Status.NOT_JOINED);
    raft.joinCluster(LONG);
    assertThatThrownBy(() -> raft.members().replaceMember(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 1 cannot replace node 1");
    assertThatThrownBy(() -> raft.members().replaceMember(0, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
    assertThat(raft.members().replaceMember(7, 2, LONG))
        .isEqualTo(new ReplacementResult(
            ReplacementResult.Status.NOT_A_MEMBER,
            "There is no member 7; the members are [1].",
            raft.partition(0).leader()));
    assertThat(raft.members().replaceMember(1, 2, LONG).explanation())
        .contains("Node 2 has not been heard of");
    raft.close();
    assertThat(raft.members().replaceMember(1, 2, LONG).status())
        .isEqualTo(ReplacementResult.Status.CLOSED);
  }
}
