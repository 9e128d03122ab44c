package io.quorate.sim.mutants;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.world.Checks;
import java.util.List;

/**
 * What a child process is to do: run seeds, one after the other, until the first violation or until
 * one of the bounds is reached.
 *
 * @param kind what is run
 * @param profile which faults
 * @param firstSeed the first
 * @param seeds how many at most
 * @param cpuSeconds of the whole process, after which no further seed begins
 * @param checks which checks count
 * @param minimise whether a schedule that shows a violation is to be made small
 * @param keep the file for what is left of it then; empty for none
 */
record SweepTask(
    Mutant.Kind kind,
    Profile profile,
    long firstSeed,
    long seeds,
    long cpuSeconds,
    Checks checks,
    boolean minimise,
    String keep) {

  /** The task as a command line. */
  List<String> toArguments() {
    return List.of(
        kind.name(),
        profile.word(),
        Long.toString(firstSeed),
        Long.toString(seeds),
        Long.toString(cpuSeconds),
        checks.name(),
        Boolean.toString(minimise),
        keep);
  }

  /** The inverse of {@link #toArguments}. */
  static SweepTask of(String... arguments) {
    return new SweepTask(
        Mutant.Kind.valueOf(arguments[0]),
        Profile.ofWord(arguments[1]),
        Long.parseLong(arguments[2]),
        Long.parseLong(arguments[3]),
        Long.parseLong(arguments[4]),
        Checks.valueOf(arguments[5]),
        Boolean.parseBoolean(arguments[6]),
        arguments[7]);
  }
}
