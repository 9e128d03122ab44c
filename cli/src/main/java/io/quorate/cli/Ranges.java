package io.quorate.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses options that are out of range. */
public final class Ranges {
  private Ranges() {}

  /**
   * Checks an option.
   *
   * @param spec of the command that has it
   * @param option its name
   * @param value what was given
   * @param min the least that works
   * @param max the most that works
   * @throws ParameterException if the value is not between them
   */
  public static void check(CommandSpec spec, String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '" + option + "': " + value + " is not from " + min + " to "
              + max);
    }
  }
}
