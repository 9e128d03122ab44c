package io.quorate;

/** What became of a read. */
public enum ReadStatus {
  /** It was served. */
  SERVED(false),

  /**
   * It was not served in time: no leader was found, no quorum confirmed it, this node has not
   * applied enough yet, the application refuses a part of a ticket, or the query itself took too
   * long.
   */
  TIMED_OUT(true),

  /** Too many reads of the partition wait on this node already. Back off and try again. */
  QUEUE_FULL(true),

  /** The query threw an exception. */
  QUERY_FAILED(false),

  /** Partition 0 belongs to the system; application data starts at partition 1. */
  SYSTEM_PARTITION(false),

  /** This node has stopped by itself; its status says why. */
  NODE_FAILED(true),

  /** This node has not joined the cluster yet. */
  NOT_JOINED(true),

  /** This node has left the cluster or was closed. */
  CLOSED(false);

  private final boolean retryable;

  ReadStatus(boolean retryable) {
    this.retryable = retryable;
  }

  /**
   * Says whether reading again, here or at another node, may succeed. A read may always be
   * repeated.
   *
   * @return whether a retry may help
   */
  public boolean retryable() {
    return retryable;
  }
}
