package io.quorate;

import java.util.Optional;

/**
 * The outcome of {@link Members#replaceMember}.
 *
 * @param status what became of it
 * @param explanation what was wrong, and what would be right, or how far it is: a sentence for
 *     people
 * @param leader the leader of partition 0, as far as this node knows
 */
public record ReplacementResult(Status status, String explanation, Optional<Leader> leader) {

  /** What became of it. */
  public enum Status {
    /** In every partition the new node votes, and the lost member belongs to none. */
    DONE(false),

    /**
     * It has not been done in time. If it had begun, it goes on by itself; to wait on, call again.
     */
    TIMED_OUT(true),

    /** This node does not lead partition 0; call the node that does. */
    NOT_LEADER(true),

    /** There is no member with the id of the node to be replaced. */
    NOT_A_MEMBER(false),

    /**
     * The new node has not been heard: it does not run, does not find the cluster, or this leader
     * has not spoken with it yet.
     */
    NOT_HEARD(true),

    /** The new node's id, or its data directory, is or was a member's. */
    ID_IN_USE(false),

    /** Another member is being replaced. */
    ANOTHER_UNDER_WAY(true),

    /** This node has stopped by itself; its status says why. */
    NODE_FAILED(true),

    /** This node has not joined the cluster yet, or the cluster is not ready. */
    NOT_JOINED(true),

    /** This node has left the cluster or was closed. */
    CLOSED(false);

    private final boolean retryable;

    Status(boolean retryable) {
      this.retryable = retryable;
    }

    /**
     * Says whether the same call, here or at another node, may have another outcome.
     *
     * @return whether a retry may help
     */
    public boolean retryable() {
      return retryable;
    }
  }

  /**
   * Whether the replacement is done.
   *
   * @return true for {@link Status#DONE}
   */
  public boolean success() {
    return status == Status.DONE;
  }
}
