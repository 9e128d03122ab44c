package io.quorate.sim.mutants;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Guards the work of a process in which a bug is planted: notices a run without end, and lets the
 * process not outlive its parent. The thread that makes it is the one that is watched.
 */
final class ProcessWatch {
  /** No run of a sound engine comes near this. */
  private static final long RUN_LIMIT_NANOS = 60_000_000_000L;

  private static final long LOOK_EVERY_MILLIS = 500;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final long worker = Thread.currentThread().getId();
  private volatile long runStarted = threads.getCurrentThreadCpuTime();

  /**
   * Begins.
   *
   * @param endless prints the report for a run that does not end; the process ends after it
   */
  void start(Runnable endless) {
    start("watch", () -> awaitEndless(endless));
    start("parent", ProcessWatch::endWithParent);
  }

  /** The next run begins. */
  void runStarts() {
    runStarted = threads.getCurrentThreadCpuTime();
  }

  /** The whole process counts: what the compiler and the collector of the JVM take, too. */
  static long cpuMillis() {
    return ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("this system does not tell processor time"))
        .toMillis();
  }

  private void awaitEndless(Runnable endless) {
    while (threads.getThreadCpuTime(worker) - runStarted < RUN_LIMIT_NANOS) {
      try {
        Thread.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
    endless.run();
    end();
  }

  /** Ends the process at once, with what was printed. */
  static void end() {
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
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
}
