package io.quorate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.FrozenState;
import io.quorate.LogEntry;
import io.quorate.Partition;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RetentionHold;
import io.quorate.SnapshotStateMachine;
import io.quorate.bench.LoopbackPorts;
import io.quorate.sim.tck.transport.Await;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, compaction and snapshots on RocksDB, files and gRPC. */
@Timeout(120)
class SnapshotsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir
  Path directory;

  private final List<Raft> open = new ArrayList<>();
  private List<Integer> ports;

  @AfterEach
  void close() {
    open.forEach(Raft::close);
  }

  /** The sum of all numbers that were proposed, and how many came one by one in this process. */
  private static final class Sum implements SnapshotStateMachine {
    final AtomicLong sum = new AtomicLong();
    final AtomicLong applied = new AtomicLong();
    final AtomicBoolean unwilling = new AtomicBoolean();

    @Override
    public Object apply(int partition, LogEntry entry) {
      applied.incrementAndGet();
      return sum.addAndGet(Long.parseLong(entry.dataAsUtf8()));
    }

    @Override
    public FrozenState freeze(int partition) {
      if (unwilling.get()) {
        throw new IllegalStateException("not now");
      }
      String text = String.valueOf(sum.get());
      return out -> out.write(text.getBytes(UTF_8));
    }

    @Override
    public void restore(int partition, long index, InputStream in) throws IOException {
      sum.set(Long.parseLong(new String(in.readAllBytes(), UTF_8)));
    }
  }

  private Raft start(int id, int members, SnapshotStateMachine machine) throws IOException {
    if (ports == null) {
      ports = LoopbackPorts.free(members);
    }
    Raft raft = Raft.create(RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(id)
        .port(ports.get(id - 1))
        .discoveryNodes(ports.stream().map(p -> "localhost:" + p).toArray(String[]::new))
        .expectMembers(members)
        .dataDirectory(directory.resolve("node-" + id))
        .timeouts(Duration.ofMillis(50), Duration.ofMillis(500))
        .set("wal", "rocksdb")
        .set("transport", "grpc")
        .set("discovery", "static")
        .set("checkpoint.every-entries", "50")
        .set("compaction.retain-entries", "0")
        .set("snapshot.piece-bytes", "16B")
        .build());
    open.add(raft);
    raft.useStateMachine(machine);
    return raft;
  }

  private static void write(Partition partition, int count) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(partition
          .replicate("add", "1".getBytes(UTF_8))
          .thenAccept(result -> assertThat(result.success()).as("%s", result).isTrue()));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
  }

  /** What comes about by itself, sooner or later. */
  private static void await(BooleanSupplier condition, Partition partition) {
    Await.until(LONG, () -> partition.status().toString(), condition);
  }

  @Test
  void aRestartBeginsWithTheLastCheckpoint() throws Exception {
    Sum first = new Sum();
    Raft raft = start(1, 1, first);
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.amILeader(LONG)).isTrue();
    write(partition, 500);
    await(() -> partition.status().firstIndex() > 400, partition);
    raft.close();

    Sum second = new Sum();
    Raft again = start(1, 1, second);
    again.joinCluster(LONG);
    assertThat(second.sum.get()).isEqualTo(500);
    assertThat(second.applied.get()).isLessThan(100);
    assertThat(again.partition(1).amILeader(LONG)).isTrue();
    write(again.partition(1), 1);
    assertThat(second.sum.get()).isEqualTo(501);
  }

  @Test
  void whatIsHeldStays() throws Exception {
    Raft raft = start(1, 1, new Sum());
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.amILeader(LONG)).isTrue();
    try (RetentionHold hold = partition.hold(20)) {
      assertThat(hold.firstIndex()).isEqualTo(20);
      write(partition, 300);
      await(() -> partition.status().firstIndex() == 20, partition);
      assertThat(partition.checkpoint(LONG).success()).isTrue();
      assertThat(partition.status().firstIndex()).isEqualTo(20);
    }
    write(partition, 100);
    await(() -> partition.status().firstIndex() > 300, partition);
  }

  /** The log is kept for as long as there is no snapshot, and the status says why. */
  @Test
  void anApplicationThatCannotBeFrozenKeepsItsLog() throws Exception {
    Sum sum = new Sum();
    sum.unwilling.set(true);
    Raft raft = start(1, 1, sum);
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.amILeader(LONG)).isTrue();
    write(partition, 200);
    assertThat(partition.checkpoint(LONG).success()).isTrue();
    await(() -> partition.status().problem().isPresent(), partition);
    assertThat(partition.status().problem().orElseThrow())
        .contains("could not be frozen", "not now");
    assertThat(partition.status().firstIndex()).isEqualTo(1);
    sum.unwilling.set(false);
    assertThat(partition.checkpoint(LONG).success()).isTrue();
    await(() -> partition.status().firstIndex() > 200, partition);
    assertThat(partition.status().problem()).isEmpty();
  }

  @Test
  void aMemberThatWasAwayForTooLongFetchesASnapshot() throws Exception {
    List<Sum> sums = List.of(new Sum(), new Sum(), new Sum());
    List<Raft> nodes = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      nodes.add(start(id, 3, sums.get(id - 1)));
    }
    nodes.stream()
        .map(node -> CompletableFuture.runAsync(
            () -> node.joinCluster(LONG), task -> new Thread(task, "join").start()))
        .toList()
        .forEach(CompletableFuture::join);
    Partition leader = leader(nodes);
    int away = nodes.stream()
        .filter(n -> !n.partition(1).isLeader())
        .findFirst()
        .orElseThrow()
        .status()
        .nodeId();
    nodes.get(away - 1).close();
    write(leader, 1_000);
    await(() -> leader.status().firstIndex() > 900, leader);

    Sum back = new Sum();
    Raft returned = start(away, 3, back);
    returned.joinCluster(LONG);
    write(leader, 1);
    await(() -> back.sum.get() == 1_001, returned.partition(1));
    assertThat(back.applied.get()).isLessThan(200);
    assertThat(returned.status().counters().get("snapshots.installed")).isEqualTo(1);
  }

  private static Partition leader(List<Raft> nodes) {
    int leader = nodes.get(0).partition(1).waitForLeader(LONG).orElseThrow().nodeId();
    return nodes.get(leader - 1).partition(1);
  }

  /**
   * A text that grows by each entry; and, as an application may, a copy of it in a place of its
   * own.
   */
  private static class Text implements SnapshotStateMachine {
    final StringBuffer text = new StringBuffer();
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    volatile CountDownLatch mayWrite = new CountDownLatch(0);
    AtomicReference<Kept> own;

    record Kept(String text, long index) {}

    @Override
    public Object apply(int partition, LogEntry entry) {
      text.append(entry.dataAsUtf8());
      events.add("apply " + entry.dataAsUtf8());
      if (own != null) {
        own.set(new Kept(text.toString(), entry.index()));
      }
      return null;
    }

    @Override
    public FrozenState freeze(int partition) {
      String now = text.toString();
      CountDownLatch gate = mayWrite;
      return out -> {
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        out.write(now.getBytes(UTF_8));
      };
    }

    @Override
    public void restore(int partition, long index, InputStream in) throws IOException {
      text.setLength(0);
      text.append(new String(in.readAllBytes(), UTF_8));
      events.add("restore");
    }

    @Override
    public OptionalLong durableIndex(int partition) {
      if (own == null) {
        return OptionalLong.empty();
      }
      if (text.length() == 0) {
        text.append(own.get().text());
      }
      return OptionalLong.of(own.get().index());
    }
  }

  private static void put(Raft raft, String text) {
    assertThat(raft.partition(1).replicate("t", text.getBytes(UTF_8), LONG).success())
        .isTrue();
  }

  /**
   * The process ends when a checkpoint is applied and not yet written, and the application has kept
   * more by then: the checkpoint comes again, and must not hold what comes after it.
   */
  @Test
  void aReplayedCheckpointHoldsNothingOfLater() throws Exception {
    AtomicReference<Text.Kept> database = new AtomicReference<>(new Text.Kept("", 0));
    Text first = new Text();
    first.own = database;
    first.mayWrite = new CountDownLatch(1);
    Raft raft = start(1, 1, first);
    raft.joinCluster(LONG);
    put(raft, "a");
    assertThat(raft.partition(1).checkpoint(LONG).success()).isTrue();
    put(raft, "b");
    raft.close();
    first.mayWrite.countDown();

    Text second = new Text();
    second.own = database;
    Raft again = start(1, 1, second);
    again.joinCluster(LONG);
    assertThat(second.text).hasToString("ab");
    assertThat(second.events).isEmpty();
    again.close();

    Text withoutItsStore = new Text();
    Raft third = start(1, 1, withoutItsStore);
    third.joinCluster(LONG);
    assertThat(withoutItsStore.text).hasToString("ab");
  }

  @Test
  void theReplayEndsWhenTheStateIsThere() throws Exception {
    Raft raft = start(1, 1, new Text());
    raft.joinCluster(LONG);
    put(raft, "a");
    assertThat(raft.partition(1).checkpoint(LONG).success()).isTrue();
    await(() -> raft.partition(1).status().firstIndex() > 2, raft.partition(1));
    raft.close();

    Text second = new Text();
    Raft again = start(1, 1, second);
    again.onRestoreStarted(partition -> second.events.add("started " + partition));
    again.onRestoreFinished(partition -> second.events.add("finished " + partition));
    again.joinCluster(LONG);
    await(() -> second.events.contains("finished 1"), again.partition(1));
    assertThat(second.events).containsSubsequence("started 1", "restore", "finished 1");
  }

  /** What kind of exception it throws is the application's matter. */
  @Test
  void anApplicationThatCannotBeRestoredAtOnceIsAskedAgain() throws Exception {
    Raft raft = start(1, 1, new Text());
    raft.joinCluster(LONG);
    put(raft, "a");
    assertThat(raft.partition(1).checkpoint(LONG).success()).isTrue();
    await(() -> raft.partition(1).status().checkpointIndex() > 0, raft.partition(1));
    raft.close();

    AtomicInteger calls = new AtomicInteger();
    Text second = new Text() {
      @Override
      public void restore(int partition, long index, InputStream in) throws IOException {
        if (calls.incrementAndGet() == 1) {
          throw new FileNotFoundException("table (Too many open files)");
        }
        super.restore(partition, index, in);
      }
    };
    Raft again = start(1, 1, second);
    again.joinCluster(LONG);
    assertThat(second.text).hasToString("a");
  }
}
