package io.quorate.sim;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;

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

  static SimulationResult run(Schedule schedule, RunOptions options) {
    return new Run(schedule, options).execute();
  }
}
