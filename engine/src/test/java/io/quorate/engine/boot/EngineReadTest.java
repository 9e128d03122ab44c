package io.quorate.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.Partition;
import io.quorate.Raft;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReadStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Reads, on real threads. What is fresh enough when is the simulator's subject. */
class EngineReadTest extends OnRealThreads {
  private static final ReadConsistency LINEARIZABLE = ReadConsistency.linearizable();

  @Test
  void everyNodeReadsWhatWasAcknowledgedAnywhere() throws Exception {
    List<Raft> nodes = new ArrayList<>();
    List<AtomicLong> counts = new ArrayList<>();
    List<CompletableFuture<Void>> joining = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      AtomicLong count = new AtomicLong();
      Raft raft = create(id, 3, new TestBackends.MapWal());
      raft.useStateMachine((partition, entry) -> count.incrementAndGet());
      counts.add(count);
      nodes.add(raft);
      joining.add(inThread(() -> raft.joinCluster(LONG)));
    }
    joining.forEach(CompletableFuture::join);
    for (int round = 1; round <= 20; round++) {
      Raft leader =
          nodes.stream().filter(n -> n.partition(1).isLeader()).findFirst().orElseThrow();
      assertThat(leader.partition(1).replicate("count", DATA, LONG).success()).isTrue();
      for (int i = 0; i < 3; i++) {
        AtomicLong count = counts.get(i);
        ReadResult<Long> read = nodes.get(i).partition(1).read(LINEARIZABLE, count::get, LONG);
        assertThat(read.orElseThrow()).isEqualTo(round);
        assertThat(nodes.get(i).partition(1).read(count::get).join().success()).isTrue();
      }
    }
  }

  @Test
  void whatMayBeStaleIsReadWithoutAskingAnybody() throws Exception {
    List<Raft> nodes = joined(3);
    Partition partition = nodes.get(0).partition(1);
    assertThat(partition.read(LINEARIZABLE, () -> 1, LONG).success()).isTrue();
    nodes.get(1).close();
    nodes.get(2).close();
    ReadConsistency anHour = ReadConsistency.staleWithin(Duration.ofHours(1));
    assertThat(partition.read(anHour, () -> 2, LONG).orElseThrow()).isEqualTo(2);
    assertThat(partition
            .read(ReadConsistency.staleWithin(Duration.ofSeconds(Long.MAX_VALUE)), () -> 3, LONG)
            .orElseThrow())
        .isEqualTo(3);
    ReadResult<Integer> fresh = partition.read(LINEARIZABLE, () -> 4, Duration.ofMillis(200));
    assertThat(fresh.status()).isEqualTo(ReadStatus.TIMED_OUT);
    assertThat(fresh.status().retryable()).isTrue();
  }

  private static Raft leaderAmong(List<Raft> nodes) {
    return nodes.stream().filter(n -> n.partition(1).isLeader()).findFirst().orElseThrow();
  }

  private static long byLease(Raft raft) {
    return raft.status().counters().get("reads.by.lease");
  }

  @Test
  void aLeaderReadsByItsLeaseAndWithoutOneItAsksAQuorum() throws Exception {
    List<Raft> nodes = joined(3, true);
    Raft leader = leaderAmong(nodes);
    Partition partition = leader.partition(1);
    assertThat(partition.replicate("x", DATA, LONG).success()).isTrue();
    // A slow machine may let a lease run out; not a hundred of them.
    for (int i = 0; i < 100; i++) {
      assertThat(
              leaderAmong(nodes).partition(1).read(LINEARIZABLE, () -> 1, LONG).success())
          .isTrue();
    }
    long read = nodes.stream().mapToLong(EngineReadTest::byLease).sum();
    assertThat(read).isBetween(1L, 100L);

    for (Raft other : nodes) {
      if (other != leader) {
        assertThat(other.partition(1).read(LINEARIZABLE, () -> 2, LONG).success())
            .isTrue();
        other.close();
      }
    }
    // Its followers are gone: soon nothing is certain any more.
    ReadResult<Integer> last = partition.read(LINEARIZABLE, () -> 3, LONG);
    for (long end = System.nanoTime() + LONG.toNanos();
        last.success() && System.nanoTime() < end; ) {
      last = partition.read(LINEARIZABLE, () -> 3, Duration.ofMillis(500));
    }
    assertThat(last.status()).isEqualTo(ReadStatus.TIMED_OUT);
  }

  @Test
  void withoutLeasesAQuorumIsAsked() throws Exception {
    List<Raft> nodes = joined(3);
    Raft leader = leaderAmong(nodes);
    assertThat(leader.partition(1).read(LINEARIZABLE, () -> 1, LONG).success()).isTrue();
    assertThat(byLease(leader)).isZero();
  }

  @Test
  void aQueryMayReturnNullAndMayThrow() {
    Raft raft = single();
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.read(LINEARIZABLE, () -> null, LONG))
        .isInstanceOfSatisfying(
            ReadResult.Served.class, served -> assertThat(served.value()).isNull());
    ReadResult<Object> failed = partition.read(
        LINEARIZABLE,
        () -> {
          throw new IllegalStateException("no such key");
        },
        LONG);
    assertThat(failed.status()).isEqualTo(ReadStatus.QUERY_FAILED);
    assertThatThrownBy(failed::orElseThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("QUERY_FAILED")
        .hasRootCauseMessage("no such key");
    assertThat(partition.read(LINEARIZABLE, () -> 1, LONG).success()).isTrue();
  }

  @Test
  void aReadBehindASlowCallbackEndsInTime() throws InterruptedException {
    Raft raft = single();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    raft.onReplicationReceived((partition, entry) -> {
      entered.countDown();
      go.await();
    });
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    partition.replicate("slow", DATA);
    entered.await();
    ReadResult<Integer> read = partition.read(LINEARIZABLE, () -> 1, Duration.ofMillis(100));
    assertThat(read.status()).isEqualTo(ReadStatus.TIMED_OUT);
    CompletableFuture<ReadResult<Integer>> waiting = partition.read(() -> 2);
    go.countDown();
    assertThat(waiting.join().orElseThrow()).isEqualTo(2);
  }

  /** Its refusal is told once, however long the query and who tells take; nothing turns in vain. */
  @Test
  void aQueryThatOutlivesItsTimeIsRefusedOnce() throws InterruptedException {
    Raft raft = single();
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<ReadResult<Integer>> slow = CompletableFuture.supplyAsync(
        () -> partition.read(
            LINEARIZABLE,
            () -> {
              began.countDown();
              await(go);
              return 1;
            },
            Duration.ofMillis(100)),
        task -> new Thread(task, "reader").start());
    began.await();
    assertThat(slow.join().status()).isEqualTo(ReadStatus.TIMED_OUT);
    CompletableFuture<ReadResult<Integer>> behind = partition.read(() -> 2);
    go.countDown();
    assertThat(behind.join().orElseThrow()).isEqualTo(2);
  }

  /** However many readers there are, the lane gets to apply in between. */
  @Test
  void readersDoNotKeepALaneFromApplying() {
    Raft raft = single();
    AtomicLong applied = new AtomicLong();
    raft.useStateMachine((partition, entry) -> applied.incrementAndGet());
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.amILeader(LONG)).isTrue();
    AtomicBoolean enough = new AtomicBoolean();
    for (int i = 0; i < 64; i++) {
      readOnAndOn(partition, enough);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(partition.replicate("x", DATA, LONG).success()).isTrue();
    }
    enough.set(true);
    assertThat(applied).hasValue(20);
  }

  private static void readOnAndOn(Partition partition, AtomicBoolean enough) {
    partition.read(ReadConsistency.staleWithin(Duration.ofHours(1)), () -> 1).thenAccept(result -> {
      if (!enough.get()) {
        readOnAndOn(partition, enough);
      }
    });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a caller does to its future changes nothing for the others. */
  @Test
  void aReadThatIsGivenUpTakesNoRoom() {
    Raft raft = single();
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    for (int i = 0; i < 40_000; i++) {
      partition.read(() -> 1).cancel(true);
      if (i % 1_000 == 0) {
        assertThat(partition.read(LINEARIZABLE, () -> 1, LONG).success()).isTrue();
      }
    }
    assertThat(partition.read(LINEARIZABLE, () -> 1, LONG).success()).isTrue();
  }

  @Test
  void closingEndsReadsThatWait() throws Exception {
    List<Raft> nodes = joined(3);
    nodes.get(1).close();
    nodes.get(2).close();
    Partition partition = nodes.get(0).partition(1);
    List<CompletableFuture<ReadResult<Integer>>> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(partition.read(() -> 1));
    }
    nodes.get(0).close();
    assertThat(waiting)
        .allSatisfy(one -> assertThat(one.join().status()).isEqualTo(ReadStatus.CLOSED));
    assertThat(partition.read(() -> 1).join().status()).isEqualTo(ReadStatus.CLOSED);
  }

  @Test
  void readsThatCannotBeAreRefused() {
    Raft raft = single();
    raft.joinCluster(LONG);
    assertThat(raft.partition(0).read(LINEARIZABLE, () -> 1, LONG).status())
        .isEqualTo(ReadStatus.SYSTEM_PARTITION);
    assertThatThrownBy(() -> ReadConsistency.staleWithin(Duration.ofMillis(-5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.005S")
        .hasMessageContaining("must not be negative");
    Partition partition = raft.partition(1);
    assertThatThrownBy(() -> partition.read(LINEARIZABLE, null, LONG)).hasMessage("query");
    assertThatThrownBy(() -> partition.read(null, () -> 1, LONG)).hasMessage("consistency");
  }
}
