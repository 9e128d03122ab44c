package io.quorate.sim;

import io.quorate.sim.schedule.Schedule;
import java.util.List;

/**
 * What came of a check for determinism.
 *
 * @param schedules how many were run
 * @param sides where they were run, in words
 * @param differences the runs that were not equal to the first one
 */
public record DeterminismReport(int schedules, List<String> sides, List<Difference> differences) {

  /** Copies the lists. */
  public DeterminismReport {
    sides = List.copyOf(sides);
    differences = List.copyOf(differences);
  }

  /**
   * A run that was not equal to the first one of its schedule.
   *
   * @param schedule what was run
   * @param side where
   * @param first the outcome of the first run
   * @param other the outcome here
   * @param events the first event that differs, from both sides, and what went before it; a
   *     sentence if the traces are not to be had
   */
  public record Difference(
      Schedule schedule, String side, String first, String other, String events) {
    /** For people. */
    @Override
    public String toString() {
      return "seed " + schedule.seed() + " differs, " + side + "\n  first: " + first + "\n  there: "
          + other + "\n" + events;
    }
  }

  /**
   * Throws if anything differs.
   *
   * @throws AssertionError with the first difference
   */
  public void assertDeterministic() {
    if (!differences.isEmpty()) {
      throw new AssertionError(this);
    }
  }

  /** For people. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(schedules).append(" schedules, run ").append(String.join("; ", sides));
    text.append(differences.isEmpty() ? ": all equal" : ": " + differences.size() + " differ");
    differences.forEach(difference -> text.append('\n').append(difference));
    return text.toString();
  }
}
