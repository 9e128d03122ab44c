package io.quorate.engine.node;

import io.quorate.Leader;
import io.quorate.ReplacementResult;
import io.quorate.ReplacementResult.Status;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Somebody wants a member replaced, and waits for that. */
final class ReplaceCall {
  private final NodeContext context;
  private final int lost;
  private final int replacement;
  private final long deadline;
  private final CompletableFuture<ReplacementResult> future = new CompletableFuture<>();

  /** Ends at the deadline: monotonic nanoseconds. */
  ReplaceCall(NodeContext context, int lost, int replacement, long deadline) {
    this.context = context;
    this.lost = lost;
    this.replacement = replacement;
    this.deadline = deadline;
  }

  int lost() {
    return lost;
  }

  int replacement() {
    return replacement;
  }

  long deadline() {
    return deadline;
  }

  CompletableFuture<ReplacementResult> future() {
    return future;
  }

  void end(Status status, String explanation, Optional<Leader> leader) {
    ReplacementResult result = new ReplacementResult(status, explanation, leader);
    context.answers.execute(() -> future.complete(result));
  }
}
