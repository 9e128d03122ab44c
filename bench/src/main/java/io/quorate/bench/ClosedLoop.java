package io.quorate.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The closed-loop cluster benchmark. Three nodes in this process, over real gRPC on the loopback
 * interface and RocksDB on a real disk with its syncs; one thread submits; each of C slots holds
 * one operation from just before its submission until it has ended (a write: committed and applied
 * on the leader), and is then free for the next. So C is the number of operations under way, and
 * the latency is what a caller sees.
 */
@Command(
    name = "bench",
    description = {
      "Measures a cluster of three in one process: real loopback network, real disk, real syncs.",
      "",
      "Closed loop: one thread keeps C operations under way, each from its submission to its end: of a write, until it is"
          + " applied on the leader. Prints a table in Markdown.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A quick look: quorate bench --slots 16,256 --payload 64 --warm-up 1 --windows 3 --window 1"
    })
public final class ClosedLoop implements Callable<Integer> {
  private static final int COMPILING_SLOTS = 256;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--slots",
      paramLabel = "C,…",
      split = ",",
      defaultValue = "1,16,256,1024",
      description = "How many operations are under way (default: ${DEFAULT-VALUE}).")
  private List<Integer> slots;

  @Option(
      names = "--operations",
      paramLabel = "KIND,…",
      split = ",",
      defaultValue = "WRITE",
      description = "What is measured: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<Operation> operations;

  @Option(
      names = "--beside",
      paramLabel = "C",
      defaultValue = "0",
      description =
          "How many writes are under way beside it, not counted" + " (default: ${DEFAULT-VALUE}).")
  private int beside;

  @Option(
      names = "--payload",
      paramLabel = "BYTES,…",
      split = ",",
      defaultValue = "64,1024",
      description = "How large a write is (default: ${DEFAULT-VALUE}).")
  private List<Integer> payloads;

  @Option(
      names = "--partitions",
      paramLabel = "P",
      defaultValue = "1",
      description = "Over how many partitions the writes go, in turn (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--leaders",
      defaultValue = "ONE",
      description =
          "Whether one node leads all partitions, or leadership is spread: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}).")
  private BenchCluster.Leaders leaders;

  @Option(
      names = "--leases",
      description = "With reads.lease: reads at the leader ask no quorum while its lease holds.")
  private boolean leases;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "Before each measurement, and five times as long before the first"
          + " (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many windows are measured (default: ${DEFAULT-VALUE}).")
  private int windows;

  @Option(
      names = "--window",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "How long a window is (default: ${DEFAULT-VALUE}).")
  private double windowSeconds;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the logs are written: the disk to measure (default: a temporary directory).")
  private Path data;

  /**
   * Runs the benchmark alone.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ClosedLoop())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = data == null
        ? Files.createTempDirectory("quorate-bench-")
        : Files.createTempDirectory(Files.createDirectories(data), "quorate-bench-");
    Measurement.Plan plan =
        new Measurement.Plan(duration(warmUpSeconds), windows, duration(windowSeconds));
    try (BenchCluster cluster = BenchCluster.start(directory, partitions, leaders, leases)) {
      out.printf(
          Locale.ROOT,
          "3 nodes, %d partition%s (leaders: %s%s), RocksDB and gRPC, in %s, java %s, %d processors%n%n",
          partitions,
          partitions == 1 ? "" : "s",
          leaders.name().toLowerCase(Locale.ROOT),
          leases ? ", leases" : "",
          directory,
          Runtime.version(),
          Runtime.getRuntime().availableProcessors());
      out.println(Measurement.HEADER);
      out.flush();
      compile(cluster);
      for (Operation operation : operations) {
        for (int payload : payloads) {
          for (int c : slots) {
            out.println(measure(cluster, plan, operation, payload, c));
            out.flush();
          }
        }
      }
      return CommandLine.ExitCode.OK;
    } finally {
      deleteTree(directory);
    }
  }

  private String measure(
      BenchCluster cluster, Measurement.Plan plan, Operation operation, int payload, int c)
      throws InterruptedException {
    Measurement measurement = new Measurement(cluster, plan, operation, payload, c, beside <= 0);
    if (beside <= 0) {
      return measurement.run();
    }
    Measurement writes = new Measurement(cluster, plan, Operation.WRITE, payload, beside, false);
    Thread running = writes.begin();
    try {
      return measurement.run();
    } finally {
      writes.end(running);
    }
  }

  /**
   * Until the JVM has compiled the hot path, compiling takes most of the processors; the first line
   * would be blamed for it, most of all when it has few writes under way.
   */
  private void compile(BenchCluster cluster) throws InterruptedException {
    if (warmUpSeconds > 0) {
      Measurement.Plan plan = new Measurement.Plan(Duration.ZERO, 1, duration(5 * warmUpSeconds));
      for (Operation operation : operations) {
        new Measurement(cluster, plan, operation, payloads.get(0), COMPILING_SLOTS, true).run();
      }
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  /**
   * Deletes what a benchmark has left.
   *
   * @param root a directory
   * @throws IOException if that fails
   */
  public static void deleteTree(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
