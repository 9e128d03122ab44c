package io.quorate.spi;

import java.util.OptionalInt;

/**
 * What a member of a group must never forget besides its log (Raft paper, figure 2, "persistent
 * state").
 *
 * @param term the latest term it has seen; 0 before the first
 * @param vote the node that it voted for in that term, if any
 */
public record HardState(long term, OptionalInt vote) {

  /** Before the first term. */
  public static final HardState INITIAL = new HardState(0, OptionalInt.empty());

  /**
   * Checks the ranges.
   *
   * @param term see the component
   * @param vote see the component
   */
  public HardState {
    if (term < 0) {
      throw new IllegalArgumentException("term " + term + " is negative");
    }
    if (vote.isPresent() && vote.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "vote for node " + vote.getAsInt() + ", which is no node id");
    }
  }
}
