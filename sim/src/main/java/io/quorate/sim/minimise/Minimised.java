package io.quorate.sim.minimise;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.util.List;

/**
 * What came of making a schedule smaller.
 *
 * @param schedule the smallest that was found; it still fails
 * @param result of its run
 * @param before how many elements there were at first, with all calls as data
 * @param after how many are left
 * @param evaluations how many runs it took
 * @param steps each reduction that held
 */
public record Minimised(
    Schedule schedule,
    SimulationResult result,
    int before,
    int after,
    int evaluations,
    List<Step> steps) {

  /** Copies the list. */
  public Minimised {
    steps = List.copyOf(steps);
  }

  /**
   * What the schedule violates.
   *
   * @return the violation of {@link #result}
   */
  public InvariantViolation violation() {
    return result.violation().orElseThrow();
  }

  /**
   * A reduction that held.
   *
   * @param evaluations how many runs there had been then
   * @param elements how many elements were left
   * @param what was done, in words
   */
  public record Step(int evaluations, int elements, String what) {
    /** In one line. */
    @Override
    public String toString() {
      return "after " + evaluations + " runs: " + elements + " elements, " + what;
    }
  }
}
