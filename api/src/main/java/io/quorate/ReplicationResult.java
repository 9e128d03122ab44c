package io.quorate;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The outcome of one proposal: {@link Committed}, {@link NotCommitted} or {@link Unknown}. A
 * timeout is a type of its own, because the entry may still commit.
 */
public sealed interface ReplicationResult {

  /**
   * The status in one word.
   *
   * @return the status
   */
  ReplicationStatus status();

  /**
   * Whether the entry is committed and applied on this node.
   *
   * @return true for {@link Committed} only
   */
  default boolean success() {
    return this instanceof Committed;
  }

  /**
   * The index of the committed entry.
   *
   * @return the index in the partition's log, from 1
   * @throws IllegalStateException if the entry was not committed, or nobody knows
   */
  default long logIndex() {
    return orElseThrow().index();
  }

  /**
   * The committed outcome, or an exception that says why there is none.
   *
   * @return this, as {@link Committed}
   * @throws IllegalStateException if {@link #success} is false
   */
  default Committed orElseThrow() {
    if (this instanceof Committed committed) {
      return committed;
    }
    throw new IllegalStateException("The entry is not known to be committed: " + this);
  }

  /**
   * The entry is committed by a quorum and applied on this node, so that the proposer reads its own
   * write here.
   *
   * @param index where in the partition's log the entry is
   * @param term in which term it was appended
   * @param response what the {@link StateMachine} returned for it; empty if it returned null or if
   *     there is none
   */
  record Committed(long index, long term, Optional<Object> response) implements ReplicationResult {
    @Override
    public ReplicationStatus status() {
      return ReplicationStatus.COMMITTED;
    }
  }

  /**
   * The entry was not committed and never will be.
   *
   * @param status why; {@link ReplicationStatus#retryable} says whether to try again
   * @param leader the leader to try, if this node knows one
   */
  record NotCommitted(ReplicationStatus status, Optional<Leader> leader)
      implements ReplicationResult {
    /**
     * Checks for null.
     *
     * @param status see the component
     * @param leader see the component
     */
    public NotCommitted {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(leader, "leader");
    }

    /**
     * Without a leader to name.
     *
     * @param status why
     */
    public NotCommitted(ReplicationStatus status) {
      this(status, Optional.empty());
    }
  }

  /**
   * The outcome was not known when the timeout passed.
   *
   * @param waited the timeout that passed
   */
  record Unknown(Duration waited) implements ReplicationResult {
    @Override
    public ReplicationStatus status() {
      return ReplicationStatus.UNKNOWN;
    }
  }
}
