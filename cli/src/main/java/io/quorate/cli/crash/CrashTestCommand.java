package io.quorate.cli.crash;

import io.quorate.cli.Ranges;
import io.quorate.cli.backends.BackendOptions;
import io.quorate.cli.backends.NodeMake;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate crash-test}. */
@Command(
    name = "crash-test",
    description = {
      "Kills real nodes under load and proves that nothing is lost.",
      "",
      "Three node processes on this machine. Each round kills one node, and two nodes together, as"
          + " kill -9 does, and starts them again on their data. In the end every acknowledged write must be on all three"
          + " nodes, once, in order, at the index that was acknowledged; one of unknown outcome once at most; a refused one"
          + " nowhere.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing was lost",
      "1:something was, or the cluster did not recover",
      "2:bad input"
    })
public final class CrashTestCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Rounds (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Partitions (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "4",
      description = "Clients (default: ${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--writes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Writes per second, at most (default: ${DEFAULT-VALUE}).")
  private int writesPerSecond;

  @Option(
      names = "--checkpoints",
      paramLabel = "N",
      defaultValue = "300",
      description = "Entries of a partition between two checkpoints (default: ${DEFAULT-VALUE}).")
  private int checkpoints;

  @Option(
      names = "--election-timeout",
      paramLabel = "TIME",
      defaultValue = "500ms",
      converter = ElectionTimeout.class,
      description = "The nodes' election timeout (default: ${DEFAULT-VALUE}).")
  private Duration electionTimeout;

  @Mixin
  private BackendOptions backends;

  @Option(
      names = "--seed",
      description = "Decides who is killed and when; printed, and random unless given.")
  private Long seed;

  @Option(
      names = "--keep-data",
      description = "Keep data and logs. They are also kept after a failure.")
  private boolean keepData;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Ranges.check(spec, "--rounds", rounds, 1, 10_000);
    Ranges.check(spec, "--partitions", partitions, 1, 1_000);
    Ranges.check(spec, "--clients", clients, 1, 100);
    Ranges.check(spec, "--writes", writesPerSecond, 1, 1_000_000);
    Ranges.check(spec, "--checkpoints", checkpoints, 1, 1_000_000);
    NodeMake make = backends.make();
    if (!make.durable()) {
      throw new ParameterException(
          spec.commandLine(),
          "Invalid value for option '--wal': " + make.backends().wal()
              + " forgets what it has stored when its process ends, and this test is about what must not be forgotten;"
              + " use a log that is durable");
    }
    PrintWriter out = spec.commandLine().getOut();
    long chosen = seed != null ? seed : ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    CrashTest.Plan plan = new CrashTest.Plan(
        rounds,
        partitions,
        clients,
        32,
        writesPerSecond,
        checkpoints,
        electionTimeout,
        chosen,
        make);
    try (Workspace workspace = new Workspace("quorate-crash-test-")) {
      out.println("crash-test: seed " + chosen + ", in " + workspace.directory());
      out.flush();
      boolean ok = false;
      try {
        Verification.Result result = new CrashTest(plan, workspace, line -> {
              out.println(line);
              out.flush();
            })
            .run();
        result.faults().forEach(out::println);
        ok = result.ok();
        out.println("crash-test: " + (ok ? "ok, " : "FAILED, ") + result + "; seed " + chosen);
      } finally {
        if ((keepData || !ok) && !workspace.isInterrupted()) {
          workspace.keep();
          out.println("crash-test: data and logs are in " + workspace.directory());
        }
        out.flush();
      }
      return ok ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }
}
