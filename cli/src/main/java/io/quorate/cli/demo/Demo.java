package io.quorate.cli.demo;

import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.control.NodeView;
import io.quorate.cli.crash.Audit;
import io.quorate.cli.crash.ClusterSettings;
import io.quorate.cli.crash.Ledger;
import io.quorate.cli.crash.Load;
import io.quorate.cli.crash.LocalCluster;
import io.quorate.cli.crash.NodeProcess;
import io.quorate.cli.crash.Verification;
import io.quorate.cli.crash.Workspace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The demo's story, step by step. */
final class Demo {
  private static final int NODES = 3;
  private static final int CLIENTS = 2;
  private static final int WINDOW = 32;
  private static final int WRITES_PER_SECOND = 1_000;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;

  private final Workspace workspace;
  private final Board board;
  private final int seconds;
  private final int partitions;
  private final Duration electionTimeout;
  private final NodeMake make;
  private long loadBeganNanos;

  Demo(
      Workspace workspace,
      Board board,
      int seconds,
      int partitions,
      Duration electionTimeout,
      NodeMake make) {
    this.workspace = workspace;
    this.board = board;
    this.seconds = seconds;
    this.partitions = partitions;
    this.electionTimeout = electionTimeout;
    this.make = make;
  }

  /** Runs the demo; returns what its last line says after "ok". */
  String run() throws DemoFailure, IOException, InterruptedException {
    LocalCluster cluster = workspace.cluster(
        new ClusterSettings(NODES, partitions, electionTimeout, CALL_TIMEOUT, make));
    board.say("Starting three nodes. Each is a process with " + make.words() + " on this machine.");
    cluster.start();
    board.say(cluster.ids().stream()
            .map(id -> "node-" + id + " (port " + cluster.port(id) + ", process "
                + cluster.node(id).map(NodeProcess::pid).map(String::valueOf).orElse("?") + ")")
            .collect(Collectors.joining(", "))
        + " have formed a cluster. Each of the " + partitions
        + " partitions has elected its own leader.");
    Ledger ledger = new Ledger(cluster.partitions());
    Ticker ticker =
        new Ticker(cluster, new Table(cluster.ids(), cluster.partitions(), ledger), board);
    List<Integer> left = cluster.ids();
    long failoverMillis;
    try (Load load = new Load(
        new Load.Plan(CLIENTS, WINDOW, WRITES_PER_SECOND, Integer.MAX_VALUE, cluster.partitions()),
        cluster,
        ledger)) {
      board.say(String.format(
          Locale.ROOT,
          "Writing %,d times a second. A write is acknowledged when two of the three %s have it.",
          WRITES_PER_SECOND,
          make.durable() ? "disks" : "logs"));
      load.start();
      loadBeganNanos = System.nanoTime();
      ticker.start();
      awaitLoadSeconds(seconds * 0.45);
      int victim = leaderOfPartitionOne(cluster);
      failoverMillis = killAndMeasure(cluster, ledger, victim);
      awaitLoadSeconds(seconds * 0.7);
      if (make.durable()) {
        restart(cluster, victim);
      } else {
        board.say("node-" + victim + " stays away: a log in memory is gone with its process, and"
            + " who has voted must not forget it.");
        left = left.stream().filter(node -> node != victim).toList();
      }
      awaitLoadSeconds(seconds);
      load.stop(CALL_TIMEOUT.plus(PATIENCE));
    } finally {
      ticker.stop();
    }
    String all = left.size() == NODES ? "three" : "two";
    board.say("The writes have ended. Comparing all that the " + all
        + " nodes have applied with what was acknowledged.");
    Verification.Result result = new Audit(cluster, left, ledger).run(PATIENCE);
    if (!result.ok()) {
      result.faults().forEach(board::say);
      throw new DemoFailure(result.lost() + " of " + result.acknowledged()
          + " acknowledged writes lost: " + result.faults().get(0));
    }
    ticker.draw();
    board.say(verdict(all, result));
    return result.acknowledged() + " writes acknowledged, 0 lost, failover " + failoverMillis
        + " ms";
  }

  private static String verdict(String all, Verification.Result result) {
    String text = "All " + all
        + " applied the same entries in the same order, each acknowledged write once and at its index.";
    return result.unknown() == 0
        ? text
        : text
            + String.format(
                Locale.ROOT,
                " The crash left %,d writes without an answer; %,d of them were applied, once.",
                result.unknown(),
                result.unknownApplied());
  }

  private int leaderOfPartitionOne(LocalCluster cluster) throws DemoFailure, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (deadline - System.nanoTime() > 0) {
      for (NodeView view : cluster.statuses().values()) {
        if (view.partitions().containsKey(1) && view.partitions().get(1).role().equals("LEADER")) {
          return view.node();
        }
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new DemoFailure("partition 1 has no leader for " + PATIENCE.toSeconds() + " s");
  }

  private long killAndMeasure(LocalCluster cluster, Ledger ledger, int victim)
      throws DemoFailure, InterruptedException {
    board.say("kill -9 node-" + victim
        + ", the leader of partition 1. The two others are still a majority.");
    long killed = System.nanoTime();
    cluster.kill(List.of(victim));
    CompletableFuture<Long> next = ledger.nextAcknowledgement(1);
    try {
      long millis = TimeUnit.NANOSECONDS.toMillis(
          next.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) - killed);
      int leader = leaderOfPartitionOne(cluster);
      board.say("Partition 1 acknowledges writes again, " + millis + " ms after the kill: node-"
          + leader + " leads now.");
      return millis;
    } catch (ExecutionException | TimeoutException e) {
      throw new DemoFailure("partition 1 acknowledges nothing " + PATIENCE.toSeconds()
          + " s after its leader was killed");
    }
  }

  private void restart(LocalCluster cluster, int victim)
      throws DemoFailure, IOException, InterruptedException {
    board.say("Starting node-" + victim
        + " again, on its directory. It has its old log, and fetches what it missed.");
    SortedMap<Integer, NodeView> target = cluster.statuses();
    cluster.restart(victim);
    cluster.awaitReady(victim);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!hasReached(cluster.status(victim), target)) {
      if (deadline - System.nanoTime() < 0) {
        throw new DemoFailure("node-" + victim + " has not caught up " + PATIENCE.toSeconds()
            + " s after its restart");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    board.say("node-" + victim + " has caught up.");
  }

  /** Whether a node has applied all that the others had committed when they were asked. */
  private boolean hasReached(Optional<NodeView> node, SortedMap<Integer, NodeView> target) {
    return node.isPresent()
        && target.values().stream()
            .flatMap(view -> view.partitions().values().stream())
            .allMatch(goal -> Optional.ofNullable(node.get().partitions().get(goal.partition()))
                .filter(view -> view.applied() >= goal.commit())
                .isPresent());
  }

  private void awaitLoadSeconds(double load) throws InterruptedException {
    long due = loadBeganNanos + Math.round(load * TimeUnit.SECONDS.toNanos(1));
    TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
  }
}
