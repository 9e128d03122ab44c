package io.quorate.engine.node;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks one event loop how its partitions are. One question at a time: whoever asks again and again
 * while the loop hangs waits for the same answer, and fills no queue. Thread-safe.
 */
final class LoopPulse {
  private final NodeContext context;
  private final PartitionLoop loop;
  private CompletableFuture<LoopReport> question = CompletableFuture.completedFuture(null);

  LoopPulse(NodeContext context, PartitionLoop loop) {
    this.context = context;
    this.loop = loop;
  }

  /** The answer comes on the loop: nothing slow may be chained to it. */
  synchronized CompletableFuture<LoopReport> ask() {
    if (question.isDone()) {
      CompletableFuture<LoopReport> next = new CompletableFuture<>();
      question = next;
      loop.execute(() -> next.complete(report()));
    }
    return question;
  }

  private LoopReport report() {
    long now = context.environment.nanoTime();
    long limit = context.settings.callTimeout().toNanos();
    List<Integer> leaderless = new ArrayList<>();
    List<String> standstills = new ArrayList<>();
    for (PartitionHost host : loop.partitions()) {
      if (host.leader().isEmpty()) {
        leaderless.add(host.partition());
      }
      host.standstill(now, limit).ifPresent(standstills::add);
    }
    return new LoopReport(leaderless, standstills);
  }
}
