package io.quorate.cli.sim;

import picocli.CommandLine.Option;

/** Which random schedules, and how many. */
final class SeedRange extends SeedOptions {
  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many seeds (default: ${DEFAULT-VALUE}).")
  long count;
}
