package io.quorate.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.control.ControlClient;
import io.quorate.cli.control.WriteOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the operating system sees of a leader: between a command and its acknowledgement there is a
 * sync, and under load one sync serves many commands. Needs strace.
 */
@Timeout(120)
class SyncsSeenFromOutsideTest {
  private static final int TRACED = 1;
  private static final int PARTITION = 1;
  private static final int OUTSTANDING = 256;
  private static final int WRITES = 20 * OUTSTANDING;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ACKNOWLEDGED = "COMMITTED";

  @Test
  void aSyncLiesBetweenACommandAndItsAcknowledgementAndServesManyUnderLoad() throws Exception {
    assumeTrue(
        succeeds(traced(Path.of("/dev/null"), "true")), "strace is not here, or may not trace");
    try (Workspace workspace = new Workspace("quorate-syncs-")) {
      Path trace = workspace.directory().resolve("strace.txt");
      SortedMap<Integer, List<String>> prefixes = new TreeMap<>();
      prefixes.put(TRACED, traced(trace));
      try (LocalCluster cluster = workspace.cluster(
          new ClusterSettings(3, 1, Duration.ofSeconds(2), PATIENCE, NodeMake.usual())
              .with(prefixes, new TreeMap<>()))) {
        cluster.start();
        lead(cluster);
        ControlClient leader = cluster.client(TRACED).orElseThrow();

        write(leader, "the-only-one").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Deque<CompletableFuture<WriteOutcome>> open = new ArrayDeque<>();
        for (int i = 0; i < WRITES; i++) {
          if (open.size() == OUTSTANDING) {
            open.remove().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
          }
          open.add(write(leader, "one-of-many"));
        }
        while (!open.isEmpty()) {
          open.remove().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        write(leader, "the-last-one").get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      verify(Trace.read(trace));
    }
  }

  private static void verify(Trace trace) {
    int arrival = trace.arrival("the-only-one");
    int acknowledgement = trace.acknowledgement(arrival);
    assertThat(trace.syncs(arrival, acknowledgement))
        .as("syncs that began after the command had arrived and ended before its acknowledgement")
        .isPositive();

    int first = trace.arrival("one-of-many");
    int last = trace.arrival("the-last-one");
    long syncs = trace.syncs(first, last);
    System.out.println(WRITES + " acknowledged writes with " + OUTSTANDING + " outstanding took "
        + syncs + " syncs: " + WRITES / syncs + " for each");
    assertThat(syncs).isPositive();
    assertThat(WRITES / syncs).as("acknowledgements for each sync").isGreaterThanOrEqualTo(8);
  }

  private static CompletableFuture<WriteOutcome> write(ControlClient leader, String data) {
    return leader.write(PARTITION, "t", data).thenApply(outcome -> {
      assertThat(outcome.toString()).contains(ACKNOWLEDGED);
      return outcome;
    });
  }

  /** Has the traced node lead. */
  private static void lead(LocalCluster cluster) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (deadline - System.nanoTime() > 0) {
      for (int id : cluster.ids()) {
        String status = cluster
            .client(id)
            .orElseThrow()
            .transfer(PARTITION, TRACED)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // A leader refuses to be its own successor.
        if (id == TRACED && status.equals("NOT_A_VOTER")) {
          return;
        }
      }
    }
    throw new AssertionError("node " + TRACED + " did not become the leader within " + PATIENCE);
  }

  private static List<String> traced(Path output, String... command) {
    List<String> words = new ArrayList<>(List.of(
        "strace",
        "-f",
        "--seccomp-bpf",
        "-ttt",
        "-s",
        "200",
        "-e",
        "signal=none",
        "-e",
        "trace=fsync,fdatasync,read,write",
        "-o",
        output.toString()));
    words.addAll(List.of(command));
    return words;
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Lines in the order in which things happened, such as {@code 71 1764.5 fdatasync(9) = 0}, or, if
   * something else happened meanwhile, {@code 71 1764.5 fdatasync(9 <unfinished ...>} and {@code 71
   * 1764.6 <... fdatasync resumed>) = 0}.
   */
  private record Trace(List<String> lines) {
    static Trace read(Path file) throws IOException {
      // A program's output need not be text.
      return new Trace(Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.split(" +", 3))
          .filter(words -> words.length == 3)
          .map(words -> words[0] + " " + words[2])
          .toList());
    }

    /** Where a command with this text had been read from standard input. */
    int arrival(String text) {
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        boolean read = line.contains(" read(0, \"") || line.contains(" <... read resumed>\"");
        if (read && line.contains(text)) {
          return i;
        }
      }
      throw new AssertionError("no command with " + text + " was read, says the trace");
    }

    /** Where the writing of the first acknowledgement after this began. */
    int acknowledgement(int from) {
      for (int i = from; i < lines.size(); i++) {
        if (lines.get(i).contains(" write(1, \"") && lines.get(i).contains(ACKNOWLEDGED)) {
          return i;
        }
      }
      throw new AssertionError("nothing was acknowledged, says the trace");
    }

    /** How many syncs began and succeeded between two lines. */
    long syncs(int from, int to) {
      long whole = 0;
      List<String> begun = new ArrayList<>();
      for (String line : lines.subList(from + 1, to)) {
        String thread = line.substring(0, line.indexOf(' '));
        boolean sync = line.contains(" fdatasync(") || line.contains(" fsync(");
        if (sync && line.contains("<unfinished")) {
          begun.add(thread);
        } else if ((sync || (line.contains("sync resumed>") && begun.remove(thread)))
            && line.endsWith("= 0")) {
          whole++;
        }
      }
      return whole;
    }
  }
}
