package io.quorate.cli.sim;

import io.quorate.sim.schedule.Profile;
import picocli.CommandLine.Option;

/** Which random schedules. */
class SeedOptions {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "full",
      converter = ProfileConverter.class,
      description = "Which faults: full, quiet, everything, swarm, election, storage, membership"
          + " (default: ${DEFAULT-VALUE}).")
  Profile profile;
}
