package io.quorate.cli.demo;

import io.quorate.cli.Ranges;
import io.quorate.cli.backends.BackendOptions;
import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.crash.ElectionTimeout;
import io.quorate.cli.crash.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quorate demo}. */
@Command(
    name = "demo",
    description = {
      "Starts three nodes, writes to them, kills one, and counts what was lost.",
      "",
      "The nodes are processes on this machine. The last line says how many writes were acknowledged, how many of them were"
          + " lost, and how long the killed leader's partition stood still.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing was lost",
      "1:something was, or the demo could not run",
      "2:bad input"
    })
public final class DemoCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "18",
      description = "How long the writes go on, 5 to 600 (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many partitions, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--election-timeout",
      paramLabel = "TIME",
      defaultValue = "500ms",
      converter = ElectionTimeout.class,
      description =
          "How long a leader must be silent before others campaign (default: ${DEFAULT-VALUE}).")
  private Duration electionTimeout;

  @Mixin
  private BackendOptions backends;

  @Option(
      names = "--keep-data",
      description = "Keep data and logs. They are also kept after a failure.")
  private boolean keepData;

  @Override
  public Integer call() throws IOException {
    Ranges.check(spec, "--seconds", seconds, 5, 600);
    Ranges.check(spec, "--partitions", partitions, 1, 64);
    NodeMake make = backends.make();
    PrintWriter out = spec.commandLine().getOut();
    Board board = new Board(out, Ansi.AUTO.enabled());
    try (Workspace workspace = new Workspace("quorate-demo-")) {
      Demo demo = new Demo(workspace, board, seconds, partitions, electionTimeout, make);
      try {
        board.end("demo: ok, " + demo.run());
        if (keepData) {
          workspace.keep();
        }
        return ExitCode.OK;
      } catch (DemoFailure | IOException | InterruptedException e) {
        if (!workspace.isInterrupted()) {
          workspace.keep();
          board.say("Data and logs are kept in " + workspace.directory());
          board.end("demo: FAILED, " + e.getMessage());
        }
        return ExitCode.SOFTWARE;
      }
    }
  }
}
