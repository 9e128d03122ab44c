package io.quorate.cli.sim;

import io.quorate.sim.Simulation;
import io.quorate.sim.SimulationResult;
import io.quorate.sim.minimise.Minimised;
import io.quorate.sim.report.Reports;
import io.quorate.sim.schedule.Schedule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate sim explain}. */
@Command(
    name = "explain",
    description = {
      "Makes a failing schedule small, and writes a report of it: a page for a browser, a story for"
          + " a terminal, a trace for programs, and how it differs from a run that passes."
    },
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private FailingSchedule schedule = new FailingSchedule();

  @Option(
      names = "--budget",
      paramLabel = "RUNS",
      defaultValue = "1000",
      description = "How many runs making it small may take (default: ${DEFAULT-VALUE}).")
  private int budget;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "sim-report",
      description = "Where to write the report (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Schedule given = schedule.read();
    if (Simulation.ofEngine().run(given).violation().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "the run violates nothing: there is nothing to explain");
    }
    Minimised minimised = MinimiseCommand.minimise(spec, given, budget);
    Simulation traced = Simulation.ofEngine().traceAll();
    Schedule smallest = minimised.schedule();
    Reports.Written written = Reports.write(
        traced.run(smallest), Optional.of(smallest), sibling(smallest).map(traced::run), folder);
    out.println(Files.readString(written.story()));
    written.all().forEach(path -> out.println("wrote " + path));
    out.flush();
    return SimulateCommand.VIOLATION;
  }

  /** The smallest schedule less one element passes, if it is the smallest indeed. */
  private static Optional<Schedule> sibling(Schedule smallest) {
    List<Schedule> less = new ArrayList<>();
    for (int i = smallest.faults().size() - 1; i >= 0; i--) {
      less.add(smallest.withElements(
          without(smallest.faults(), i), smallest.triggers(), smallest.calls()));
    }
    for (int i = smallest.triggers().size() - 1; i >= 0; i--) {
      less.add(smallest.withElements(
          smallest.faults(), without(smallest.triggers(), i), smallest.calls()));
    }
    for (int i = smallest.calls().size() - 1; i >= 0; i--) {
      less.add(smallest.withElements(
          smallest.faults(), smallest.triggers(), without(smallest.calls(), i)));
    }
    return less.stream().filter(ExplainCommand::passes).findFirst();
  }

  private static boolean passes(Schedule candidate) {
    SimulationResult result = Simulation.ofEngine().run(candidate);
    return result.violation().isEmpty();
  }

  private static <T> List<T> without(List<T> list, int index) {
    List<T> rest = new ArrayList<>(list);
    rest.remove(index);
    return rest;
  }
}
