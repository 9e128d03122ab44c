package io.quorate.sim.report;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import java.util.Optional;

/**
 * How to see a run again.
 *
 * @param command for a shell
 * @param junit a statement for a test
 */
record Reproducer(String command, String junit) {
  /** Where a report's schedule lies. */
  static final String FILE = "failure.schedule";

  /** By the seed if it gives this schedule, by a file otherwise. */
  static Reproducer of(SimulationResult result, Optional<Schedule> minimised) {
    Schedule schedule = minimised.orElse(result.schedule());
    Optional<Profile> profile = profile(schedule);
    String run = profile
        .map(known -> ".faults(Profile." + known.name() + ").run(" + schedule.seed()
            + "L).assertNoViolation();")
        .orElse(".run(Schedule.parse(Files.readString(Path.of(\"" + FILE
            + "\")))).assertNoViolation();");
    if (result.guests()) {
      return new Reproducer(
          "in a test: no command has the code that ran besides the engine", "simulation" + run);
    }
    String command = profile
        .map(known -> "--seed " + schedule.seed() + " --profile " + known.word())
        .orElse(FILE);
    return new Reproducer("./quorate sim replay " + command, "Simulation.ofEngine()" + run);
  }

  private static Optional<Profile> profile(Schedule schedule) {
    for (Profile profile : Profile.values()) {
      if (Schedule.random(schedule.seed(), profile).equals(schedule)) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }
}
