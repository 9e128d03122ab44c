package io.quorate.engine.node;

import io.quorate.Leader;
import io.quorate.RaftStatus;
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

  void end(ReplacementResult result) {
    context.answers.execute(() -> future.complete(result));
  }

  /** What a node answers that does not run. */
  static ReplacementResult notRunning(RaftStatus.State state, Optional<Leader> leader) {
    return switch (state) {
      case CLOSED ->
        new ReplacementResult(
            Status.CLOSED, "This node has left the cluster or was closed.", leader);
      case FAILED ->
        new ReplacementResult(
            Status.NODE_FAILED, "This node has stopped by itself; its status says why.", leader);
      case CREATED, JOINING, RUNNING ->
        new ReplacementResult(
            Status.NOT_JOINED, "This node has not joined the cluster yet.", leader);
    };
  }
}
