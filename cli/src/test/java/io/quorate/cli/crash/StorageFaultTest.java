package io.quorate.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.control.NodeView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node whose disk fails acknowledges nothing more; the other two go on; repaired, it catches up.
 */
@Timeout(120)
class StorageFaultTest {
  private static final int FAULTY = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> STRACE = List.of(
      "strace", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-e", "trace=fsync,fdatasync");

  private final SortedMap<Integer, List<String>> prefixes = new TreeMap<>();
  private final SortedMap<Integer, Path> dataDirectories = new TreeMap<>();

  /** Something that breaks the faulty node's disk while it runs, and something that mends it. */
  private interface Fault {
    void strike() throws IOException;

    void mend() throws IOException;
  }

  @Test
  void syncsThatFail() throws Exception {
    assumeTrue(
        succeeds(inject("/dev/null", 60_000, "true")), "strace is not here, or may not trace");
    try (Workspace workspace = new Workspace("quorate-failing-syncs-")) {
      // The count is per thread; opening the log takes a few dozen, forming the cluster some more.
      prefixes.put(FAULTY, inject(workspace.directory().resolve("strace.txt").toString(), 400));
      verify(workspace, new Fault() {
        @Override
        public void strike() {
          // strace counts.
        }

        @Override
        public void mend() {
          // The node is started again without strace.
        }
      });
      assertThat(Files.readString(workspace.directory().resolve("strace.txt")))
          .contains("(INJECTED)");
    }
  }

  @Test
  void aFullDisk() throws Exception {
    try (Workspace workspace = new Workspace("quorate-full-disk-")) {
      Path disk = Files.createDirectories(workspace.directory().resolve("disk"));
      assumeTrue(
          succeeds(List.of("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk.toString())),
          "a small file system cannot be mounted; that takes root");
      try {
        dataDirectories.put(FAULTY, disk.resolve("data"));
        // RocksDB takes room for its log ahead, in proportion to this: too much to be used up in a
        // test.
        prefixes.put(FAULTY, List.of("env", "QUORATE_WAL_ROCKSDB_WRITE_BUFFER=64KiB"));
        Path ballast = disk.resolve("ballast");
        verify(workspace, new Fault() {
          @Override
          public void strike() throws IOException {
            fill(ballast);
          }

          @Override
          public void mend() throws IOException {
            Files.delete(ballast);
          }
        });
      } finally {
        succeeds(List.of("umount", "-l", disk.toString()));
      }
    }
  }

  private void verify(Workspace workspace, Fault fault) throws Exception {
    try (LocalCluster cluster = workspace.cluster(new ClusterSettings(
            3,
            4,
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            NodeMake.usual().shortLived())
        .with(prefixes, dataDirectories))) {
      cluster.start();
      Ledger ledger = new Ledger(cluster.partitions());
      try (Load load =
          new Load(new Load.Plan(2, 8, 500, 10, cluster.partitions()), cluster, ledger)) {
        load.start();
        awaitProgress(cluster, ledger);
        fault.strike();
        NodeView failed = awaitStatus(cluster, view -> !view.problems().isEmpty());
        long failedNanos = System.nanoTime();
        awaitProgress(cluster, ledger);
        awaitProgress(cluster, ledger);

        assertThat(durable(awaitStatus(cluster, view -> true)))
            .as("what the node says is durable, after %s", failed.problems())
            .isEqualTo(durable(failed));
        for (int partition : cluster.partitions()) {
          assertThat(ledger.attempts(partition))
              .filteredOn(
                  attempt -> attempt.node() == FAULTY && attempt.sentNanos() - failedNanos > 0)
              .noneMatch(Attempt::acknowledged);
        }

        cluster.kill(List.of(FAULTY));
        fault.mend();
        cluster.restart(FAULTY);
        cluster.awaitReady(FAULTY);
        awaitProgress(cluster, ledger);
        load.stop(PATIENCE);
      }
      Verification.Result result = new Audit(cluster, ledger).run(PATIENCE);
      assertThat(result.faults()).isEmpty();
      assertThat(result.acknowledged()).isPositive();
    }
  }

  private static SortedMap<Integer, Long> durable(NodeView view) {
    SortedMap<Integer, Long> durable = new TreeMap<>();
    view.partitions().forEach((id, partition) -> durable.put(id, partition.durable()));
    return durable;
  }

  private static NodeView awaitStatus(LocalCluster cluster, Predicate<NodeView> condition)
      throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (deadline - System.nanoTime() > 0) {
      NodeView view = cluster
          .status(FAULTY)
          .orElseThrow(() -> new AssertionError("the faulty node does not answer"));
      if (condition.test(view)) {
        return view;
      }
    }
    throw new AssertionError(
        "the faulty node noticed nothing within " + PATIENCE + ": " + cluster.status(FAULTY));
  }

  /** Waits until every partition acknowledges a write that is sent from now on. */
  private static void awaitProgress(LocalCluster cluster, Ledger ledger) throws Exception {
    CompletableFuture.allOf(cluster.partitions().stream()
            .map(ledger::nextAcknowledgement)
            .toArray(CompletableFuture[]::new))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static List<String> inject(String log, int fromSync, String... command) {
    List<String> words = new java.util.ArrayList<>(STRACE);
    words.addAll(
        List.of("-o", log, "-e", "inject=fsync,fdatasync:error=EIO:when=" + fromSync + "+"));
    words.addAll(List.of(command));
    return words;
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void fill(Path file) throws IOException {
    byte[] block = new byte[4 << 10];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }
}
