package io.quorate.cli;

import io.quorate.Raft;
import io.quorate.bench.ClosedLoop;
import io.quorate.cli.crash.CrashTestCommand;
import io.quorate.cli.demo.DemoCommand;
import io.quorate.cli.matrix.MatrixCommand;
import io.quorate.cli.node.NodeCommand;
import io.quorate.cli.sim.SimulateCommand;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code quorate} program's entry. */
@Command(
    name = "quorate",
    description = "Several processes agree, durably and in one order, on streams of commands.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      NodeCommand.class,
      SimulateCommand.class,
      CrashTestCommand.class,
      MatrixCommand.class,
      ClosedLoop.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:bad input"},
    footer = {
      "",
      "Begin with: quorate demo",
      "'quorate COMMAND --help' explains a command.",
    })
public final class Main {
  private Main() {}

  /**
   * Runs the program and ends the process.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Runs the program.
   *
   * @param args the command line
   * @return the exit code
   */
  static int run(String... args) {
    CommandLine program = program();
    if (args.length == 0) {
      program.usage(program.getErr());
      return CommandLine.ExitCode.USAGE;
    }
    return program.execute(args);
  }

  static CommandLine program() {
    CommandLine program = new CommandLine(new Main())
        .setExecutionExceptionHandler(new Failures())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true);
    program
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().versionProvider(new Version()));
    return program;
  }

  /** Says which version this is. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Optional.ofNullable(Raft.class.getPackage().getImplementationVersion())
          .orElse("(not packaged)");
      return new String[] {"quorate " + version + ", java " + Runtime.version()};
    }
  }
}
