package io.quorate.cli.sim;

import io.quorate.sim.DeterminismCheck;
import io.quorate.sim.DeterminismReport;
import io.quorate.sim.schedule.Schedule;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorate sim determinism}. */
@Command(
    name = "determinism",
    description = {
      "Runs schedules twice, after others, and in JVMs that differ in what must not matter, and"
          + " compares what happened."
    },
    exitCodeOnInvalidInput = SimulateCommand.HARNESS_ERROR,
    exitCodeOnExecutionException = SimulateCommand.HARNESS_ERROR,
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DeterminismCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Mixin
  private SeedRange seeds = new SeedRange();

  @Option(
      names = "--jdk",
      paramLabel = "HOME",
      description = "Also on this JDK. May be given several times.")
  private List<Path> jdks = List.of();

  @Override
  public Integer call() {
    if (seeds.count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--seeds " + seeds.count + " is not at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    DeterminismCheck check = DeterminismCheck.ofEngine();
    for (Path jdk : jdks) {
      check = check.withJdk(jdk);
    }
    List<Schedule> schedules = LongStream.range(seeds.seed, seeds.seed + seeds.count)
        .mapToObj(seed -> Schedule.random(seed, seeds.profile))
        .toList();
    DeterminismReport report = check.check(schedules);
    out.println(report);
    out.println("determinism: " + seeds.count + " schedules, " + report.sides().size()
        + " comparisons of each, " + report.differences().size() + " differences");
    out.flush();
    return report.differences().isEmpty() ? SimulateCommand.CLEAN : SimulateCommand.VIOLATION;
  }
}
