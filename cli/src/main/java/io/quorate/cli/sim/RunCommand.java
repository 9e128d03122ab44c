package io.quorate.cli.sim;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.Sweep;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate sim run}. */
@Command(
    name = "run",
    description = {
      "Runs many random schedules and checks every step of each.",
      "",
      "A seed gives the same run on every machine. What is found is explained by: quorate sim"
          + " explain --seed N"
    },
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private SeedRange seeds = new SeedRange();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many runs at a time (default: one for each processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Print one line of JSON instead of the table.")
  private boolean json;

  private long done;

  @Override
  public Integer call() {
    if (seeds.count < 1 || threads < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--seeds " + seeds.count + " and --threads " + threads + ": both have to be at least 1");
    }
    Progress progress = new Progress(spec.commandLine().getErr());
    Sweep sweep = Sweep.run(
        seeds.seed, seeds.count, seeds.profile, threads, result -> seen(result, progress));
    progress.end();
    SweepPrinter printer = new SweepPrinter(sweep, spec.commandLine().getOut());
    return json ? printer.printJson() : printer.print();
  }

  private void seen(SimulationResult result, Progress progress) {
    result
        .violation()
        .ifPresent(violation -> progress.tell(
            "seed " + result.schedule().seed() + " violates " + violation.invariant()));
    progress.at(++done + " of " + seeds.count + " seeds");
  }
}
