package io.quorate;

/** What became of a proposal. */
public enum ReplicationStatus {
  /** Committed by a quorum and applied on this node. */
  COMMITTED(false),

  /**
   * This node does not lead the partition. Try the leader that the result names, or wait for one.
   */
  NOT_LEADER(true),

  /**
   * The entry was appended, but another leader's entry has been committed in its place: it did not,
   * and never will, commit.
   */
  LEADERSHIP_LOST(true),

  /** The leader is handing leadership over and takes no proposals meanwhile. */
  TRANSFERRING(true),

  /**
   * A limit on entries or bytes in flight is reached, of the partition or of the node. Back off and
   * try again.
   */
  QUEUE_FULL(true),

  /**
   * The entry is larger than {@code replication.max-entry-bytes}, or its type is too long. It will
   * never fit.
   */
  ENTRY_TOO_LARGE(false),

  /** Partition 0 belongs to the system; application data starts at partition 1. */
  SYSTEM_PARTITION(false),

  /**
   * There can be no checkpoint: the application has no {@link SnapshotStateMachine}, or the node no
   * data directory.
   */
  NO_SNAPSHOTS(false),

  /**
   * This node has stopped by itself, because its log storage failed or its state is not sound; its
   * status says why. It acknowledges nothing more until it is restarted.
   */
  NODE_FAILED(true),

  /** This node has not joined the cluster yet. */
  NOT_JOINED(true),

  /** This node has left the cluster or was closed. */
  CLOSED(false),

  /**
   * The timeout passed before the outcome was known. The entry may still commit, now or later, or
   * never.
   */
  UNKNOWN(true);

  private final boolean retryable;

  ReplicationStatus(boolean retryable) {
    this.retryable = retryable;
  }

  /**
   * Says whether proposing again, here or at the leader, may succeed. After {@link #UNKNOWN} a
   * retry may apply the same command twice; give commands an identity if that matters.
   *
   * @return whether a retry may help
   */
  public boolean retryable() {
    return retryable;
  }
}
