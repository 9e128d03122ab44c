package io.quorate.cli.sim;

import io.quorate.sim.Simulation;
import io.quorate.sim.minimise.Explanation;
import io.quorate.sim.minimise.Minimised;
import io.quorate.sim.minimise.Minimiser;
import io.quorate.sim.schedule.Schedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate sim minimise}. */
@Command(
    name = "minimise",
    description = "Looks for the smallest schedule that violates the same invariant.",
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MinimiseCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private FailingSchedule schedule = new FailingSchedule();

  @Option(
      names = "--budget",
      paramLabel = "RUNS",
      defaultValue = "1000",
      description = "How many runs it may take (default: ${DEFAULT-VALUE}).")
  private int budget;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write the smallest schedule; standard output otherwise.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Minimised minimised = minimise(spec, schedule.read(), budget);
    out.println(Explanation.of(minimised.schedule()));
    if (file == null) {
      out.print(minimised.schedule().toText());
    } else {
      Files.writeString(file, minimised.schedule().toText());
    }
    out.println(
        "minimise: " + minimised.before() + " elements before, " + minimised.after() + " after, "
            + minimised.evaluations() + " runs; " + minimised.violation().headline());
    out.flush();
    return SimulateCommand.VIOLATION;
  }

  static Minimised minimise(CommandSpec spec, Schedule schedule, int budget) {
    Progress progress = new Progress(spec.commandLine().getErr());
    try {
      return new Minimiser(Simulation.ofEngine()::run)
          .withBudget(budget)
          .withListener(step -> progress.at(step.toString()))
          .minimise(schedule);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } finally {
      progress.end();
    }
  }
}
