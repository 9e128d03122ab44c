package io.quorate.sim;

import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Counters;
import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.StartedThreads;
import io.quorate.sim.world.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs a simulation of somebody else's code on a thread of its own, in a thread group of its own,
 * and gives up when it has stood still for too long in real time: a virtual clock does not advance
 * while the code that it calls does not return.
 */
final class Watchdog {
  private static final long LOOK_MILLIS = 500;

  /** Groups without a thread. They are used again, because JDK 17 never forgets one. */
  private static final Queue<ThreadGroup> IDLE = new ConcurrentLinkedQueue<>();

  private final Schedule schedule;
  private final Duration patience;
  private final AtomicLong progress = new AtomicLong();
  private final AtomicReference<SimulationResult> result = new AtomicReference<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  private Watchdog(Schedule schedule, Duration patience) {
    this.schedule = schedule;
    this.patience = patience;
  }

  static SimulationResult run(Schedule schedule, RunOptions options, Duration patience) {
    return new Watchdog(schedule, patience).run(options);
  }

  private SimulationResult run(RunOptions options) {
    ThreadGroup idle = IDLE.poll();
    ThreadGroup group = idle == null ? StartedThreads.group() : idle;
    Thread thread = new Thread(
        group, () -> result.set(new Run(schedule, options, progress::set).execute()), "simulation");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    try {
      return await(thread);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a simulation ran", e);
    } finally {
      if (group.activeCount() == 0) {
        IDLE.add(group);
      }
    }
  }

  private SimulationResult await(Thread thread) throws InterruptedException {
    long seen = -1;
    long since = System.nanoTime();
    while (true) {
      thread.join(LOOK_MILLIS);
      if (!thread.isAlive()) {
        break;
      }
      long now = progress.get();
      if (now != seen) {
        seen = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > patience.toNanos()) {
        return blocked(thread);
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("the simulation itself has failed", failure.get());
    }
    return result.get();
  }

  private SimulationResult blocked(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    thread.interrupt();
    InvariantViolation violation = new InvariantViolation(
        "U2",
        -1,
        progress.get(),
        "what is simulated has not returned for " + patience.toSeconds()
            + " s of real time, in " + place(stack)
            + ". Under simulation nothing must wait: no time passes before it returns",
        List.of());
    return new SimulationResult(
        schedule,
        Optional.of(violation),
        new Counters(),
        0,
        progress.get(),
        0,
        List.of(),
        new Trace(Trace.SHORT),
        true);
  }

  /** The innermost frame that is not the JDK's: who waits, rather than for what. */
  private static String place(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      if (!frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith("jdk.")) {
        return frame.toString();
      }
    }
    return "an unknown place";
  }
}
