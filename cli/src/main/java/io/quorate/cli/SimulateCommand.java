package io.quorate.cli;

import io.quorate.sim.SimCommand;
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
    subcommands = {SimulateCommand.Run.class, SimulateCommand.Mutants.class},
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  /** {@code quorate sim run}: its options are the simulator's own. */
  @Command(
      name = "run",
      description = "Runs seeds, or one schedule from a file.",
      customSynopsis = {
        "quorate sim run [--seeds <n>] [--seed <first>] [--profile <name>] [--threads <n>]",
        "       quorate sim run --schedule <file>"
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:clean", "1:a violation, or a sweep that proved nothing", "2:bad input"},
      mixinStandardHelpOptions = true)
  static final class Run implements Callable<Integer> {
    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() {
      return SimCommand.run(options.toArray(new String[0]), System.out);
    }
  }

  /** {@code quorate sim mutants}: its options are the simulator's own. */
  @Command(
      name = "mutants",
      description = "Plants known bugs in copies of the engine and sees whether they are found.",
      customSynopsis = {
        "quorate sim mutants [--profile <name>] [--seed <first>] [--budget <CPU seconds>]",
        "           [--checks all|client-visible|both] [--minimise] [--only <id,...>]",
        "           [--kind engine|filewal] [--workers <n>] [--need <percent>]",
        "           [--json <file>] [--root <folder of the repository>]"
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:enough found, and nothing in the engine as it is",
        "1:too little found, or a false alarm",
        "2:bad input",
        "3:a patch does not fit or compile, or a sweep broke off"
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
