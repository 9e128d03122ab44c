package io.quorate.sim.world;

import java.util.List;

/**
 * What must never be was. The first one ends a run.
 *
 * @param invariant its id, such as {@code I10}
 * @param partition in which group; -1 for none
 * @param nanos the virtual time
 * @param story one sentence
 * @param trace the last events before it
 */
public record InvariantViolation(
    String invariant, int partition, long nanos, String story, List<String> trace) {

  /**
   * The first line of it.
   *
   * @return without what explains the story further
   */
  public String headline() {
    return toString().lines().findFirst().orElse("");
  }

  /** In one line, and what explains it further. */
  @Override
  public String toString() {
    return invariant + (partition < 0 ? "" : " in partition " + partition) + " at "
        + Trace.seconds(nanos).strip() + ": " + story;
  }
}
