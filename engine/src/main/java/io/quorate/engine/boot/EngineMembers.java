package io.quorate.engine.boot;

import io.quorate.Members;
import io.quorate.ReplacementResult;
import io.quorate.ReplacementResult.Status;
import io.quorate.engine.node.Node;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The members of the cluster, behind the public interface. */
final class EngineMembers implements Members {
  private final EngineRaft raft;
  private final Node node;

  EngineMembers(EngineRaft raft, Node node) {
    this.raft = raft;
    this.node = node;
  }

  @Override
  public CompletableFuture<ReplacementResult> replaceMember(int lost, int replacement) {
    return replace(lost, replacement, raft.callTimeout());
  }

  @Override
  public ReplacementResult replaceMember(int lost, int replacement, Duration timeout) {
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(
        replace(lost, replacement, limit),
        limit,
        () -> new ReplacementResult(
            Status.TIMED_OUT,
            "The wait has ended before the replacement; what has begun goes on by itself.",
            raft.isClosed() ? Optional.empty() : node.leader(0)));
  }

  private CompletableFuture<ReplacementResult> replace(
      int lost, int replacement, Duration timeout) {
    if (lost < 1 || replacement < 1 || lost == replacement) {
      throw new IllegalArgumentException("node " + replacement + " cannot replace node " + lost
          + ": both ids have to be at least 1, and the new node needs an id of its own, which no"
          + " member has ever had");
    }
    return node.replaceMember(lost, replacement, timeout);
  }
}
