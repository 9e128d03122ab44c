package io.quorate.engine.node;

import io.quorate.engine.raft.RaftGroup;
import io.quorate.engine.raft.RoleName;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Whether one partition of this node is up to date for the first time: a leader is known, and what
 * was committed then has been applied here. Touched by the event loop alone, but for the future.
 */
final class Readiness {
  private final NodeContext context;
  private final CompletableFuture<Void> future = new CompletableFuture<>();
  private long reachAt = Long.MAX_VALUE;
  private boolean told;

  Readiness(NodeContext context) {
    this.context = context;
  }

  CompletableFuture<Void> future() {
    return future;
  }

  /** What was to be reached may be truncated by the new leader. */
  void leaderChanged() {
    reachAt = Long.MAX_VALUE;
  }

  void check(RaftGroup group, long appliedIndex) {
    if (future.isDone() || group.leader().isEmpty()) {
      return;
    }
    if (reachAt == Long.MAX_VALUE) {
      reachAt = whatWasCommitted(group);
    }
    if (!told && appliedIndex >= reachAt) {
      told = true;
      context.answers.execute(() -> future.complete(null));
    }
  }

  /**
   * The index that has to be applied for this node to be up to date; {@code Long.MAX_VALUE} as long
   * as that cannot be known. A new leader's commit index may be far behind what was committed
   * before its term, until an entry of its own term commits (paper, section 8).
   */
  private static long whatWasCommitted(RaftGroup group) {
    if (group.role() == RoleName.LEADER) {
      return group.lastIndex();
    }
    long heard = group.heardCommitIndex();
    OptionalLong term = group.termAt(heard);
    boolean current = term.isPresent() && term.getAsLong() == group.hardState().term();
    return current ? heard : Long.MAX_VALUE;
  }
}
