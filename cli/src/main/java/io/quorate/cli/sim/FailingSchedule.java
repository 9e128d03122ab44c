package io.quorate.cli.sim;

import io.quorate.sim.schedule.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One schedule: from a file, or of a seed. */
final class FailingSchedule {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "A schedule, as a failing run prints it. Without one, that of the seed.")
  private Path file;

  @Mixin
  private SeedOptions seeds = new SeedOptions();

  Schedule read() {
    if (file == null) {
      return Schedule.random(seeds.seed, seeds.profile);
    }
    try {
      return Schedule.parse(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), file + " is no schedule that can be run: " + message(e), e);
    }
  }

  private static String message(Exception e) {
    return e instanceof IOException ? "it cannot be read (" + e + ")" : e.getMessage();
  }
}
