package io.quorate.cli.sim;

import io.quorate.sim.powerloss.FileWalSweep;
import io.quorate.sim.powerloss.PowerLossSweep;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate sim files}. */
@Command(
    name = "files",
    description = "Runs the reference log on simulated files, with faults of files and disks.",
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class FilesCommand implements Callable<Integer> {
  /** Fewer seeds cannot meet everything. */
  private static final long ENOUGH_SEEDS = 5_000;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many seeds (default: ${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--seeds " + count + " is not at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    PowerLossSweep sweep = FileWalSweep.run(seed, seed + count - 1);
    out.println(sweep);
    out.println("files: " + sweep.seeds() + " seeds, " + sweep.violations().size() + " violations");
    out.flush();
    if (!sweep.violations().isEmpty()) {
      return SimulateCommand.VIOLATION;
    }
    boolean vacuous = count >= ENOUGH_SEEDS && !sweep.missing().isEmpty();
    return vacuous ? SimulateCommand.VACUOUS : SimulateCommand.CLEAN;
  }
}
