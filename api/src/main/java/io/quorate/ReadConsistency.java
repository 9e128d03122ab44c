package io.quorate;

import java.time.Duration;
import java.util.Objects;

/** How fresh a read must be. Whatever is asked for, a read never sees what is not committed. */
public sealed interface ReadConsistency {

  /**
   * The read sees everything that was committed, anywhere, when it was asked for, and so every
   * write that anybody had been told of by then (linearizable). Costs one round of small messages
   * from the leader to a quorum, which many reads share, and on a node that does not lead one more
   * from there to the leader; no disk is written. Where {@code reads.lease} is on, a leader that
   * cannot have been replaced yet saves the round.
   *
   * @return the strongest
   */
  static ReadConsistency linearizable() {
    return Linearizable.INSTANCE;
  }

  /**
   * The read may miss what was committed in the last moments before it was asked for, but nothing
   * from before. Free as long as this node knows that it is fresh enough; otherwise it asks as for
   * a linearizable read. Measured by this node's own monotonic clock alone: clocks of different
   * nodes do not matter.
   *
   * @param bound how long before the read was asked for what is missing may have been committed, at
   *     most; not negative
   * @return a cheaper one
   * @throws IllegalArgumentException if the bound is negative
   */
  static ReadConsistency staleWithin(Duration bound) {
    return new StaleWithin(bound);
  }

  /** See {@link #linearizable}. */
  enum Linearizable implements ReadConsistency {
    /** The only one. */
    INSTANCE
  }

  /**
   * See {@link #staleWithin}.
   *
   * @param bound not negative
   */
  record StaleWithin(Duration bound) implements ReadConsistency {
    /**
     * Checks the bound.
     *
     * @param bound see the component
     */
    public StaleWithin {
      Objects.requireNonNull(bound, "bound");
      if (bound.isNegative()) {
        throw new IllegalArgumentException(
            "a read cannot be stale within " + bound + ": the bound must not be negative");
      }
    }
  }
}
