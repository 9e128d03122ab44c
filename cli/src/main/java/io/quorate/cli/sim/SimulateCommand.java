package io.quorate.cli.sim;

import io.quorate.sim.mutants.MutantsCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code quorate sim}: the deterministic simulator. */
@Command(
    name = "sim",
    description =
        "Runs the unmodified engine in virtual time, under faults, and checks every step.",
    subcommands = {
      RunCommand.class,
      ReplayCommand.class,
      MinimiseCommand.class,
      ExplainCommand.class,
      SoakCommand.class,
      ScriptCommand.class,
      DeterminismCommand.class,
      FilesCommand.class,
      TckCommand.class,
      SimulateCommand.Mutants.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:a violation",
      "2:vacuous: something that a sweep should meet was never met",
      "3:bad input, or the simulator itself failed"
    },
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  static final int CLEAN = 0;
  static final int VIOLATION = 1;
  static final int VACUOUS = 2;
  static final int HARNESS_ERROR = 3;

  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return HARNESS_ERROR;
  }

  /** {@code quorate sim mutants}: its options are those of the hunt. */
  @Command(
      name = "mutants",
      description = "Plants known bugs in copies of the engine and sees whether they are found.",
      customSynopsis = {
        "quorate sim mutants [--profile <name>] [--seed <first>] [--budget <CPU seconds>]",
        "           [--checks all|client-visible|both] [--minimise [--keep <folder>]]",
        "           [--scripts] [--only <id,...>] [--kind engine|filewal] [--workers <n>]",
        "           [--need <percent>] [--json <file>] [--root <folder of the repository>]"
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:enough found, and nothing in the engine as it is",
        "1:too little found, or a false alarm",
        "3:bad input, a patch that does not fit or compile, or a process that broke off"
      },
      mixinStandardHelpOptions = true)
  static final class Mutants implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
      return MutantsCommand.run(options.toArray(new String[0]), System.out, System.err);
    }
  }
}
