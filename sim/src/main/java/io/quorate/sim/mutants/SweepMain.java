package io.quorate.sim.mutants;

import io.quorate.sim.Simulation;
import io.quorate.sim.SimulationResult;
import io.quorate.sim.minimise.Minimised;
import io.quorate.sim.minimise.Minimiser;
import io.quorate.sim.powerloss.FileWalSweep;
import io.quorate.sim.powerloss.PowerLossResult;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The program of a child process, in which a bug is planted: sweeps, and prints one line. A bug may
 * make a run endless or take all memory, and the process then ends with a report of that.
 */
final class SweepMain {
  /** Most bugs are small soon. */
  private static final int MINIMISER_RUNS = 300;

  private final ProcessWatch watch = new ProcessWatch();
  private final SweepTask task;
  private volatile long seed;
  private volatile long done;

  private SweepMain(SweepTask task) {
    this.task = task;
  }

  /**
   * Sweeps.
   *
   * @param args a {@link SweepTask}
   */
  public static void main(String[] args) throws IOException {
    SweepMain main = new SweepMain(SweepTask.of(args));
    main.watch.start(() -> main.print(SweepReport.ENDLESS, "a run did not end"));
    try {
      System.out.println(main.sweep().toJson());
    } catch (Error e) {
      if (!isOutOfMemory(e)) {
        throw e;
      }
      main.print(SweepReport.NO_MEMORY, "the process ran out of memory");
      ProcessWatch.end();
    }
  }

  /** Also of code that wraps whatever is thrown in it, such as that which loads services. */
  private static boolean isOutOfMemory(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private SweepReport sweep() throws IOException {
    while (done < task.seeds() && ProcessWatch.cpuMillis() < task.cpuSeconds() * 1000) {
      seed = task.firstSeed() + done;
      Optional<SweepReport> report;
      try {
        report = task.kind() == Mutant.Kind.FILEWAL ? losePower() : simulate();
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        return wrecked(SweepReport.BROKEN, "a run broke off: " + e);
      }
      if (report.isPresent()) {
        return report.get();
      }
    }
    return SweepReport.clean(done, ProcessWatch.cpuMillis());
  }

  private Optional<SweepReport> simulate() throws IOException {
    SimulationResult result = run(Schedule.random(seed, task.profile()));
    done++;
    if (result.violation().isEmpty()) {
      return Optional.empty();
    }
    InvariantViolation violation = result.violation().get();
    long cpuMillis = ProcessWatch.cpuMillis();
    return Optional.of(
        SweepReport.of(violation, seed, done, cpuMillis, elements(result.schedule())));
  }

  /** The reference log, on simulated files that lose power. */
  private Optional<SweepReport> losePower() {
    watch.runStarts();
    PowerLossResult result = FileWalSweep.run(seed);
    done++;
    return result
        .violation()
        .map(story -> new SweepReport(
            true,
            story.substring(0, story.indexOf(':')),
            story,
            seed,
            done,
            ProcessWatch.cpuMillis(),
            result.needed().size()));
  }

  private SimulationResult run(Schedule schedule) {
    watch.runStarts();
    return Simulation.ofEngine().checks(task.checks()).run(schedule);
  }

  /**
   * How many elements the schedule has when it has been made as small as it gets; -1 if that is not
   * asked for, or the bug wrecks it: it is found all the same.
   */
  private long elements(Schedule schedule) throws IOException {
    if (!task.minimise()) {
      return -1;
    }
    Minimised minimised;
    try {
      minimised = new Minimiser(this::run).withBudget(MINIMISER_RUNS).minimise(schedule);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      return -1;
    }
    if (!task.keep().isEmpty()) {
      Files.writeString(Path.of(task.keep()), minimised.schedule().toText());
    }
    return minimised.after();
  }

  private SweepReport wrecked(String invariant, String story) {
    return new SweepReport(true, invariant, story, seed, done + 1, ProcessWatch.cpuMillis(), -1);
  }

  private void print(String invariant, String story) {
    System.out.println(wrecked(invariant, story).toJson());
  }
}
