package io.quorate.engine.boot;

import io.quorate.Health;
import io.quorate.RaftStatus;
import io.quorate.engine.node.LoopReport;
import io.quorate.engine.node.NodeInsight;
import io.quorate.engine.production.WalStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds out how a node is. Thread-safe. */
final class HealthCheck {
  /** An event loop that takes longer to answer hangs. */
  static final Duration LOOP_LIMIT = Duration.ofSeconds(2);

  private final NodeInsight node;
  private final WalStorage storage;
  private final Duration standstillLimit;

  HealthCheck(NodeInsight node, WalStorage storage, Duration standstillLimit) {
    this.node = node;
    this.storage = storage;
    this.standstillLimit = standstillLimit;
  }

  Health read(RaftStatus.State state, Optional<String> fatal) {
    List<String> problems = new ArrayList<>(node.problems());
    fatal.ifPresent(problems::add);
    return switch (state) {
      case CREATED -> {
        problems.add("the node has not been asked to join yet: call joinCluster");
        yield new Health(true, false, problems);
      }
      case JOINING -> started(false, problems);
      case RUNNING -> started(true, problems);
      case FAILED -> {
        problems.add("the node has stopped: make a new one with Raft.create");
        yield new Health(false, false, problems);
      }
      case CLOSED -> {
        problems.add("the node has left the cluster or was closed");
        yield new Health(false, false, problems);
      }
    };
  }

  private Health started(boolean joined, List<String> problems) {
    List<CompletableFuture<LoopReport>> asked = node.askLoops();
    Waiting.undisturbed(
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)), LOOP_LIMIT);
    List<String> hanging = new ArrayList<>();
    List<Integer> leaderless = new ArrayList<>();
    List<String> unready = new ArrayList<>();
    storage.standstill(standstillLimit).ifPresent(unready::add);
    for (int loop = 0; loop < asked.size(); loop++) {
      LoopReport report = asked.get(loop).getNow(null);
      if (report == null) {
        hanging.add(
            "event loop " + loop + " has not answered within " + LOOP_LIMIT.toSeconds() + " s");
      } else {
        leaderless.addAll(report.leaderless());
        unready.addAll(report.standstills());
      }
    }
    if (!joined) {
      unready.add("the node has not joined yet; missing: " + node.stillMissing().trim());
    } else if (!leaderless.isEmpty()) {
      unready.add(
          "no leader is known of partitions " + leaderless.stream().sorted().toList());
    }
    problems.addAll(hanging);
    problems.addAll(unready);
    return new Health(hanging.isEmpty(), hanging.isEmpty() && unready.isEmpty(), problems);
  }
}
