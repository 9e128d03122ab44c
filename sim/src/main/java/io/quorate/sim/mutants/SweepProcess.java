package io.quorate.sim.mutants;

import java.io.IOException;
import java.nio.file.Path;

/** Runs a {@link SweepTask} in a process of its own. */
final class SweepProcess {
  /** A machine may be busy; a process that takes this many times its share has hung. */
  private static final long SLOWEST = 20;

  private static final long START_SECONDS = 120;

  private SweepProcess() {}

  /**
   * Sweeps.
   *
   * @param task what to do
   * @param classPath with the planted classes in front, if any
   * @param folder for the process's error output
   * @return its report
   * @throws IOException if the process does not report; the message has what it said
   */
  static SweepReport run(SweepTask task, String classPath, Path folder)
      throws IOException, InterruptedException {
    return SweepReport.parse(ChildProcess.run(
        SweepMain.class,
        task.toArguments(),
        classPath,
        folder,
        START_SECONDS + SLOWEST * task.cpuSeconds()));
  }
}
