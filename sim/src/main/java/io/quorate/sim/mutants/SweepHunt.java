package io.quorate.sim.mutants;

import io.quorate.sim.world.Checks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sweeps random schedules, or losses of power of the reference log, until a bug is found or its
 * budget is used up; then every seed that any bug was given over the engine as it is.
 */
final class SweepHunt extends Hunt {
  private static final long NO_LIMIT = Long.MAX_VALUE / 1_000_000;

  /** A machine may be busy; a process that takes this many times its share has hung. */
  private static final long SLOWEST = 20;

  private static final long START_SECONDS = 120;
  private static final long MINIMISE_SECONDS = 600;

  SweepHunt(HuntOptions options, List<Mutant> mutants, PrintStream progress) throws IOException {
    super(options, mutants, progress);
  }

  @Override
  Job hunt(Finding finding) {
    return (classes, folder) -> {
      for (Checks checks : checksOf(finding.mutant().kind())) {
        long budget = Math.min(options.budget, ChildProcess.OPTIMISED_FROM_SECONDS);
        SweepReport report =
            sweep(task(finding.mutant(), options.seed, budget, checks), classes, folder, false);
        if (!report.found() && options.budget > budget) {
          // Most bugs show within seconds; where one does not, there is much to be run.
          SweepTask rest = task(
              finding.mutant(), options.seed + report.seeds(), options.budget - budget, checks);
          report = sweep(rest, classes, folder, true).after(report);
        }
        finding.report(checks, report);
        tell(finding.mutant().id(), checks, report);
      }
    };
  }

  private SweepTask task(Mutant mutant, long firstSeed, long budget, Checks checks) {
    return new SweepTask(
        mutant.kind(),
        options.profile,
        firstSeed,
        Long.MAX_VALUE,
        budget,
        checks,
        options.minimise && checks == options.checks.get(0),
        keep(mutant));
  }

  /** A log has no clients. */
  private List<Checks> checksOf(Mutant.Kind kind) {
    return kind == Mutant.Kind.FILEWAL ? List.of(Checks.ALL) : options.checks;
  }

  private String keep(Mutant mutant) {
    return options.keep == null
        ? ""
        : options.keep.resolve(ScriptHunt.scheduleOf(mutant)).toString();
  }

  @Override
  List<Job> soundJobs() {
    List<Job> jobs = new ArrayList<>();
    for (Mutant.Kind kind : Mutant.Kind.values()) {
      checksOf(kind).forEach(checks -> jobs.addAll(soundJobs(kind, checks)));
    }
    return jobs;
  }

  /** In as many parts as there are workers. */
  private List<Job> soundJobs(Mutant.Kind kind, Checks checks) {
    long seeds = findings().stream()
        .filter(finding -> finding.mutant().kind() == kind)
        .map(finding -> finding.report(checks))
        .mapToLong(report -> report == null ? 0 : report.seeds())
        .max()
        .orElse(0);
    List<Job> parts = new ArrayList<>();
    long share = Math.max(1, (seeds + options.workers - 1) / options.workers);
    for (long first = 0; first < seeds; first += share) {
      long from = options.seed + first;
      long count = Math.min(share, seeds - first);
      SweepTask task =
          new SweepTask(kind, options.profile, from, count, NO_LIMIT, checks, false, "");
      parts.add((classes, folder) -> sweepSound(task, classes, folder));
    }
    return parts;
  }

  private void sweepSound(SweepTask task, String classes, Path folder)
      throws IOException, InterruptedException {
    SweepReport report = sweep(task, classes, folder, true);
    tell("the engine as it is", task.checks(), report);
    if (report.found()) {
      falseAlarm("seed " + report.seed() + ": " + report.story());
    }
  }

  private static SweepReport sweep(SweepTask task, String classes, Path folder, boolean optimised)
      throws IOException, InterruptedException {
    // To make a schedule small is not part of the budget.
    long seconds =
        START_SECONDS + SLOWEST * (task.cpuSeconds() + (task.minimise() ? MINIMISE_SECONDS : 0));
    return SweepReport.parse(
        ChildProcess.run(SweepMain.class, task.toArguments(), classes, folder, optimised, seconds));
  }

  private void tell(String what, Checks checks, SweepReport report) {
    tell(String.format(
        Locale.ROOT,
        "%s, %s checks: %s after %d seeds and %.1f CPU seconds",
        what,
        SweepTable.word(checks),
        report.found() ? report.invariant() + " in seed " + report.seed() : "nothing",
        report.seeds(),
        report.cpuMillis() / 1e3));
  }

  @Override
  long found() {
    return SweepTable.found(this);
  }

  @Override
  void print(PrintStream out) {
    new SweepTable(out).print(this);
  }
}
