package io.quorate.sim;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Checks;

/** Runs clusters in virtual time. A run is a pure function of what runs and the schedule. */
public final class Simulation {
  private Simulation() {}

  /**
   * Runs the engine through the schedule of a seed.
   *
   * @param seed any number
   * @param profile which faults
   * @return what came of it
   */
  public static SimulationResult run(long seed, Profile profile) {
    return run(Schedule.random(seed, profile));
  }

  /**
   * Runs the engine through a schedule.
   *
   * @param schedule the schedule
   * @return what came of it
   */
  public static SimulationResult run(Schedule schedule) {
    return run(schedule, RunOptions.ENGINE);
  }

  /**
   * Runs the engine through a schedule, with a choice of checks.
   *
   * @param schedule the schedule
   * @param checks which checks may end the run
   * @return what came of it
   */
  public static SimulationResult run(Schedule schedule, Checks checks) {
    return run(schedule, RunOptions.ENGINE.withChecks(checks));
  }

  static SimulationResult run(Schedule schedule, RunOptions options) {
    return new Run(schedule, options).execute();
  }
}
