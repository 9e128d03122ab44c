package io.quorate.cli.crash;

import io.quorate.cli.backends.NodeMake;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Three real nodes, clients that write without a pause, and rounds of {@code kill -9}: of one node,
 * of one that is only just starting again, and of two nodes at one moment. In the end nothing that
 * was acknowledged may be lost.
 */
public final class CrashTest {
  private static final int NODES = 3;
  private static final int KEEPS_ITSELF = 2;
  private static final int TWO_PHASE_EVERY = 10;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PROGRESS_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration REST_TIMEOUT = Duration.ofSeconds(30);

  private final Plan plan;
  private final Workspace workspace;
  private final Consumer<String> story;
  private final Random random;

  /**
   * What is done.
   *
   * @param rounds how many rounds
   * @param partitions how many partitions
   * @param clients how many clients
   * @param window how many writes each client may have under way in each partition
   * @param writesPerSecond how many writes are tried in all, at most
   * @param checkpointEntries after how many entries of a partition a checkpoint is made; 0 for the
   *     usual
   * @param electionTimeout the nodes' election timeout
   * @param seed decides who is killed and when
   * @param make what the nodes are made of; durable
   */
  public record Plan(
      int rounds,
      int partitions,
      int clients,
      int window,
      int writesPerSecond,
      int checkpointEntries,
      Duration electionTimeout,
      long seed,
      NodeMake make) {}

  /**
   * Makes a test.
   *
   * @param plan what is done
   * @param workspace where
   * @param story hears what happens, a sentence at a time
   */
  public CrashTest(Plan plan, Workspace workspace, Consumer<String> story) {
    this.plan = plan;
    this.workspace = workspace;
    this.story = story;
    this.random = new Random(plan.seed());
  }

  /**
   * Runs the test.
   *
   * @return what was found
   * @throws IOException if the test cannot go on: a node does not start, or the cluster makes no
   *     progress
   * @throws InterruptedException if the thread was interrupted
   */
  public Verification.Result run() throws IOException, InterruptedException {
    ClusterSettings settings = new ClusterSettings(
            NODES, plan.partitions(), plan.electionTimeout(), CALL_TIMEOUT, plan.make())
        .with(options());
    try (LocalCluster cluster = workspace.cluster(settings)) {
      cluster.start();
      Ledger ledger = new Ledger(cluster.partitions());
      Load.Plan rate = new Load.Plan(
          plan.clients(),
          plan.window(),
          plan.writesPerSecond(),
          TWO_PHASE_EVERY,
          cluster.partitions());
      try (Load load = new Load(rate, cluster, ledger)) {
        load.start();
        awaitProgress(cluster, ledger);
        for (int round = 1; round <= plan.rounds(); round++) {
          long before = ledger.acknowledged();
          String one = killOne(cluster, ledger);
          String two = killTwo(cluster, ledger);
          story.accept(String.format(
              Locale.ROOT,
              "round %d: %s; %s; %d writes acknowledged%s",
              round,
              one,
              two,
              ledger.acknowledged() - before,
              snapshots(cluster)));
        }
        load.stop(CALL_TIMEOUT.plus(PROGRESS_TIMEOUT));
      }
      return new Audit(cluster, ledger).run(REST_TIMEOUT);
    }
  }

  /**
   * Checkpoints so often, and snapshots that move in such small pieces, that kills fall into all
   * that belongs to them; and one node whose application keeps its state itself, too.
   */
  private SortedMap<Integer, List<String>> options() {
    SortedMap<Integer, List<String>> options = new TreeMap<>();
    for (int node = 1; node <= NODES; node++) {
      List<String> own = new ArrayList<>();
      if (plan.checkpointEntries() > 0) {
        own.addAll(List.of(
            "--set",
            "checkpoint.every-entries=" + plan.checkpointEntries(),
            "--set",
            "compaction.retain-entries=" + plan.checkpointEntries() / 10,
            "--set",
            "compaction.step-entries=" + Math.max(1, plan.checkpointEntries() / 4),
            "--set",
            "snapshot.piece-bytes=2KiB"));
      }
      if (node == KEEPS_ITSELF) {
        own.addAll(List.of("--keep-itself", "kept"));
      }
      options.put(node, own);
    }
    return options;
  }

  private String killOne(LocalCluster cluster, Ledger ledger)
      throws IOException, InterruptedException {
    int victim = 1 + random.nextInt(NODES);
    pause(500);
    cluster.kill(List.of(victim));
    long millis = awaitProgress(cluster, ledger);
    String told = "killed node-" + victim + ", all partitions went on after " + millis + " ms";
    cluster.restart(victim);
    if (random.nextInt(3) == 0) {
      pause(2_000);
      cluster.restart(victim);
      told += ", killed it again while it started";
    }
    cluster.awaitReady(victim);
    return told;
  }

  private String killTwo(LocalCluster cluster, Ledger ledger)
      throws IOException, InterruptedException {
    List<Integer> victims = new ArrayList<>(cluster.ids());
    Collections.shuffle(victims, random);
    victims.remove(victims.size() - 1);
    pause(500);
    cluster.kill(victims);
    pause(500);
    for (int victim : victims) {
      cluster.restart(victim);
    }
    for (int victim : victims) {
      cluster.awaitReady(victim);
    }
    awaitProgress(cluster, ledger);
    return "killed node-" + victims.get(0) + " and node-" + victims.get(1);
  }

  /** What snapshots the nodes have, over all partitions. */
  private static String snapshots(LocalCluster cluster) throws InterruptedException {
    StringBuilder words = new StringBuilder();
    cluster.statuses().forEach((node, view) -> {
      long kept =
          view.partitions().values().stream().filter(p -> p.checkpoint() > 0).count();
      words
          .append("; node-")
          .append(node)
          .append(" has ")
          .append(kept)
          .append(" snapshots and ")
          .append(view.counters().getOrDefault("snapshots.installed", 0L))
          .append(" from others");
    });
    return words.toString();
  }

  /**
   * Waits until every partition acknowledges writes that are sent from now on; returns how many
   * milliseconds it took.
   */
  private static long awaitProgress(LocalCluster cluster, Ledger ledger)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long deadline = begin + PROGRESS_TIMEOUT.toNanos();
    List<CompletableFuture<Long>> waits =
        cluster.partitions().stream().map(ledger::nextAcknowledgement).toList();
    for (int i = 0; i < waits.size(); i++) {
      try {
        waits.get(i).get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException(
            "partition " + cluster.partitions().get(i) + " acknowledges nothing for "
                + PROGRESS_TIMEOUT.toSeconds() + " s; the nodes say: "
                + cluster.statuses().values(),
            e);
      }
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
  }

  /** Lets things happen for up to so long: a fault's moment must not always be the same. */
  private void pause(int maxMillis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(random.nextInt(maxMillis));
  }
}
