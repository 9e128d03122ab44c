package io.quorate.sim.mutants;

import io.quorate.sim.Simulation;
import io.quorate.sim.SimulationResult;
import io.quorate.sim.minimise.Minimiser;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;

/**
 * The program of a child process, in which a bug is planted: sweeps, and prints one line. A bug may
 * make a run endless or take all memory, and the process then ends with a report of that.
 */
final class SweepMain {
  /** No run of a sound engine comes near this. */
  private static final long RUN_LIMIT_NANOS = 60_000_000_000L;

  private static final long LOOK_EVERY_MILLIS = 500;

  private final SweepTask task;
  private volatile long seed;
  private volatile long done;
  private volatile long runStarted;

  private SweepMain(SweepTask task) {
    this.task = task;
  }

  /**
   * Sweeps.
   *
   * @param args a {@link SweepTask}
   */
  public static void main(String[] args) {
    SweepMain main = new SweepMain(SweepTask.of(args));
    long sweeper = Thread.currentThread().getId();
    start("watch", () -> main.watch(sweeper));
    start("parent", SweepMain::endWithParent);
    try {
      System.out.println(main.sweep().toJson());
    } catch (OutOfMemoryError e) {
      main.endWith(SweepReport.NO_MEMORY, "the process ran out of memory");
    }
  }

  private SweepReport sweep() {
    while (done < task.seeds() && cpuMillis() < task.cpuSeconds() * 1000) {
      seed = task.firstSeed() + done;
      SimulationResult result;
      try {
        result = run(Schedule.random(seed, task.profile()));
      } catch (RuntimeException e) {
        return new SweepReport(
            true, SweepReport.BROKEN, "a run broke off: " + e, seed, done + 1, cpuMillis(), -1);
      }
      done++;
      Optional<InvariantViolation> violation = result.violation();
      if (violation.isPresent()) {
        long cpuMillis = cpuMillis();
        return SweepReport.of(violation.get(), seed, done, cpuMillis, elements(result.schedule()));
      }
    }
    return SweepReport.clean(done, cpuMillis());
  }

  private SimulationResult run(Schedule schedule) {
    runStarted = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    return Simulation.ofEngine().checks(task.checks()).run(schedule);
  }

  /** How many elements the schedule has when it has been made as small as it gets. */
  private long elements(Schedule schedule) {
    return task.minimise() ? new Minimiser(this::run).minimise(schedule).after() : -1;
  }

  /** The whole process counts: what the compiler and the collector of the JVM take, too. */
  private static long cpuMillis() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("this system does not tell processor time"))
        .toMillis();
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(long sweeper) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    while (threads.getThreadCpuTime(sweeper) - runStarted < RUN_LIMIT_NANOS) {
      try {
        Thread.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
    endWith(SweepReport.ENDLESS, "a run did not end");
  }

  /** The parent holds the other end of the input: when it dies, nobody waits for a report. */
  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Says nothing.
      }
    } catch (IOException e) {
      // As good as the end.
    }
    Runtime.getRuntime().halt(1);
  }

  private void endWith(String invariant, String story) {
    System.out.println(
        new SweepReport(true, invariant, story, seed, done + 1, cpuMillis(), -1).toJson());
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
