package io.quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.bench.LoopbackPorts;
import io.quorate.config.QuorateKeys;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes come and go without leaving anything behind. {@code -Dlifecycle.cycles=100} makes the long
 * form; the first fifth warms up what stays by design, such as pooled network buffers.
 */
class LifecycleTest {
  private static final int CYCLES = Integer.getInteger("lifecycle.cycles", 10);

  /**
   * Less than the chunks that one cycle's transports take from the network library's pools, were
   * they not given back.
   */
  private static final long POOLED_BYTES = 16L << 20;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir
  Path directory;

  private record Usage(int threads, long files, long directBytes) {
    static Usage now() {
      System.gc(); // direct buffers that nobody holds are freed with their owners only
      long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .mapToLong(BufferPoolMXBean::getMemoryUsed)
          .sum();
      long files =
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getOpenFileDescriptorCount()
              : 0;
      return new Usage(quorateThreads(), files, direct);
    }
  }

  @Test
  void cyclesOfJoiningAndLeavingLeakNothing() throws Exception {
    Usage warm = null;
    Usage last = null;
    for (int cycle = 1; cycle <= CYCLES; cycle++) {
      List<Raft> nodes = cluster(directory.resolve("cycle-" + cycle), 2);
      join(nodes);
      nodes.forEach(Raft::leaveCluster);
      last = Usage.now();
      warm = cycle <= CYCLES / 5 ? last : warm;
    }
    System.out.println(
        "after " + CYCLES / 5 + " cycles " + warm + ", after " + CYCLES + " " + last);
    assertThat(last.threads()).as("threads").isZero();
    assertThat(last.files()).as("open files").isLessThanOrEqualTo(warm.files() + 4);
    assertThat(last.directBytes())
        .as("direct memory")
        .isLessThanOrEqualTo(warm.directBytes() + POOLED_BYTES);
  }

  @Test
  void threadsDoNotGrowWithPartitions() throws Exception {
    int few = threadsOfThreeNodes("few", 1);
    int many = threadsOfThreeNodes("many", 64);
    int cores = Runtime.getRuntime().availableProcessors();
    System.out.println("threads of three nodes: " + few + " with 1 partition, " + many
        + " with 64, on " + cores + " cores");
    // Some threads start only when there is something for them to do; none belongs to a partition.
    assertThat(few).isLessThanOrEqualTo(3 * (8 + 2 * cores));
    assertThat(many).isLessThanOrEqualTo(3 * (8 + 2 * cores));
  }

  private int threadsOfThreeNodes(String name, int partitions) throws Exception {
    List<Raft> nodes = cluster(directory.resolve(name), partitions);
    try {
      join(nodes);
      awaitRoster(nodes.get(0));
      return quorateThreads();
    } finally {
      nodes.forEach(Raft::close);
    }
  }

  /**
   * The leader of partition 0 writes the members down, after the entry with which its term begins.
   */
  private static void awaitRoster(Raft node) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (node.status().partitions().get(0).commitIndex() < 2) {
      assertThat(System.nanoTime()).as("the roster is written in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static int quorateThreads() {
    return (int) Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("quorate-"))
        .count();
  }

  private static List<Raft> cluster(Path directory, int partitions) throws IOException {
    List<Integer> ports = LoopbackPorts.free(3);
    List<Raft> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int self = i;
      nodes.add(Raft.create(RaftConfiguration.builder()
          .withoutAmbientSources()
          .nodeId(i + 1)
          .port(ports.get(i))
          .initialPartitions(partitions)
          .dataDirectory(directory.resolve("node-" + i))
          .set(QuorateKeys.WAL, "rocksdb")
          .set(QuorateKeys.TRANSPORT, "grpc")
          .set("discovery", "static")
          .discoveryNodes(IntStream.range(0, 3)
              .filter(other -> other != self)
              .mapToObj(other -> "localhost:" + ports.get(other))
              .toArray(String[]::new))
          .build()));
    }
    return nodes;
  }

  private static void join(List<Raft> nodes) {
    List<CompletableFuture<Void>> joins = new ArrayList<>();
    for (Raft node : nodes) {
      CompletableFuture<Void> joined = new CompletableFuture<>();
      joins.add(joined);
      Thread thread = new Thread(() -> {
        try {
          node.joinCluster(TIMEOUT);
          joined.complete(null);
        } catch (RuntimeException e) {
          joined.completeExceptionally(e);
        }
      });
      thread.setDaemon(true);
      thread.start();
    }
    joins.forEach(CompletableFuture::join);
  }
}
