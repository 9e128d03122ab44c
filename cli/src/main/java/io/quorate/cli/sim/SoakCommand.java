package io.quorate.cli.sim;

import com.google.gson.JsonObject;
import io.quorate.sim.SimulationResult;
import io.quorate.sim.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate sim soak}. */
@Command(
    name = "soak",
    description = "Runs seeds for a given time, and keeps the schedule of every violation.",
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SoakCommand implements Callable<Integer> {
  private static final int ROUND = 200;

  @Spec
  private CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "For how long (default: ${DEFAULT-VALUE}).")
  private int minutes;

  @Mixin
  private SeedOptions seeds = new SeedOptions();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      defaultValue = "sim-failures",
      description = "Where schedules of violations go (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--json", description = "Print one line of JSON at the end.")
  private boolean json;

  private long done;
  private long violations;
  private double hours;

  @Override
  public Integer call() {
    if (minutes < 1) {
      throw new ParameterException(
          spec.commandLine(), "--minutes " + minutes + " is not at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    long end = System.nanoTime() + minutes * 60_000_000_000L;
    while (System.nanoTime() < end) {
      Sweep sweep = Sweep.run(
          seeds.seed + done,
          ROUND,
          seeds.profile,
          Runtime.getRuntime().availableProcessors(),
          result -> {});
      done += ROUND;
      hours += sweep.simulatedHours();
      sweep.violations().forEach(result -> keep(result, out));
      progress.at(done + " seeds, " + violations + " violations");
    }
    progress.end();
    if (json) {
      JsonObject all = new JsonObject();
      all.addProperty("seeds", done);
      all.addProperty("violations", violations);
      all.addProperty("simulatedHours", hours);
      out.println(all);
    } else {
      out.printf(
          Locale.ROOT,
          "soak: %d seeds, %d violations, %.1f simulated hours%n",
          done,
          violations,
          hours);
    }
    out.flush();
    return violations == 0 ? SimulateCommand.CLEAN : SimulateCommand.VIOLATION;
  }

  private void keep(SimulationResult result, PrintWriter out) {
    violations++;
    Path file = folder.resolve("seed-" + result.schedule().seed() + ".schedule");
    try {
      Files.createDirectories(folder);
      Files.writeString(file, result.schedule().toText());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep " + file, e);
    }
    if (!json) {
      result
          .violation()
          .ifPresent(v -> out.println(v.headline() + "; quorate sim explain " + file));
      out.flush();
    }
  }
}
