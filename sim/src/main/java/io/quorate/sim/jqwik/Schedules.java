package io.quorate.sim.jqwik;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Schedules as jqwik arbitraries:
 *
 * <pre>{@code
 * @Provide
 * Arbitrary<Schedule> schedules() {
 *   return Schedules.of(Profile.ELECTION);
 * }
 *
 * @Property(tries = 100, shrinking = ShrinkingMode.OFF)
 * void electsAndKeepsItsWord(@ForAll("schedules") Schedule schedule) {
 *   Simulation.of(Counter::new).run(schedule).assertNoViolation();
 * }
 * }</pre>
 *
 * <p>Switch jqwik's shrinking off: a smaller seed is no smaller schedule. A minimiser of schedules
 * knows what their elements are.
 */
public final class Schedules {
  private Schedules() {}

  /**
   * Random schedules.
   *
   * @param profile which faults they have
   * @return schedules of random seeds
   */
  public static Arbitrary<Schedule> of(Profile profile) {
    return Arbitraries.longs().map(seed -> Schedule.random(seed, profile)).dontShrink();
  }
}
