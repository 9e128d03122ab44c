package io.quorate.sim;

import io.quorate.sim.schedule.Schedule;

/**
 * What is run, for a check that also runs it in other JVMs: there it is made anew by its name, so
 * that an implementation is a class with a constructor without parameters.
 */
public interface SimulationSource {
  /**
   * Runs a schedule.
   *
   * @param schedule the schedule
   * @return what came of it
   */
  SimulationResult run(Schedule schedule);

  /**
   * Runs a schedule and remembers every event.
   *
   * @param schedule the schedule
   * @return what came of it, with the trace of all events
   */
  SimulationResult runTraced(Schedule schedule);

  /** The engine and its own application, as in {@link Simulation#run(Schedule)}. */
  final class OfEngine implements SimulationSource {
    /** Needs nothing. */
    public OfEngine() {}

    @Override
    public SimulationResult run(Schedule schedule) {
      return Simulation.ofEngine().run(schedule);
    }

    @Override
    public SimulationResult runTraced(Schedule schedule) {
      return Simulation.run(schedule, RunOptions.ENGINE.withFullTrace());
    }
  }
}
