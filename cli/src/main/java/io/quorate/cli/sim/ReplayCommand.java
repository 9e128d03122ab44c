package io.quorate.cli.sim;

import com.google.gson.JsonObject;
import io.quorate.sim.Simulation;
import io.quorate.sim.SimulationResult;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quorate sim replay}. */
@Command(
    name = "replay",
    description = "Runs one schedule again.",
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private FailingSchedule schedule = new FailingSchedule();

  @Option(names = "--json", description = "Print one line of JSON instead.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    SimulationResult result = Simulation.ofEngine().run(schedule.read());
    boolean clean = result.violation().isEmpty();
    if (json) {
      out.println(toJson(result));
    } else {
      print(result, clean, out);
    }
    out.flush();
    return clean ? SimulateCommand.CLEAN : SimulateCommand.VIOLATION;
  }

  private static void print(SimulationResult result, boolean clean, PrintWriter out) {
    if (!clean) {
      out.println(result.page(""));
    }
    out.printf(
        Locale.ROOT,
        "sim: 1 schedule, %d violations, digest %016x, %d events%n",
        clean ? 0 : 1,
        result.digest(),
        result.events());
  }

  private static JsonObject toJson(SimulationResult result) {
    JsonObject all = new JsonObject();
    all.addProperty("seed", result.schedule().seed());
    result.violation().ifPresent(violation -> {
      all.addProperty("invariant", violation.invariant());
      all.addProperty("partition", violation.partition());
      all.addProperty("nanos", violation.nanos());
      all.addProperty("story", violation.story());
    });
    all.addProperty("events", result.events());
    all.addProperty("digest", String.format(Locale.ROOT, "%016x", result.digest()));
    return all;
  }
}
