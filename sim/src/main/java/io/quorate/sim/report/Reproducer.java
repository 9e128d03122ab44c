package io.quorate.sim.report;

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
  static Reproducer of(Schedule schedule) {
    return profile(schedule)
        .map(profile -> new Reproducer(
            "./quorate sim replay --seed " + schedule.seed() + " --profile " + profile.word(),
            "Simulation.ofEngine().faults(Profile." + profile.name() + ").run(" + schedule.seed()
                + "L).assertNoViolation();"))
        .orElse(ofFile(FILE));
  }

  static Reproducer ofFile(String file) {
    return new Reproducer(
        "./quorate sim replay " + file,
        "Simulation.ofEngine().run(Schedule.parse(Files.readString(Path.of(\"" + file
            + "\")))).assertNoViolation();");
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
