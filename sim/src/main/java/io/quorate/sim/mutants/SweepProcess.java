package io.quorate.sim.mutants;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    Path errors = folder.resolve("errors");
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // Most bugs show within seconds: the second compiler would use up the budget before it
        // pays.
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "-cp",
        classPath,
        SweepMain.class.getName()));
    command.addAll(task.toArguments());
    Process process = new ProcessBuilder(command)
        .redirectError(errors.toFile())
        .directory(folder.toFile())
        .start();
    Thread guard = guard(process, START_SECONDS + SLOWEST * task.cpuSeconds());
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = out.lines().toList();
      int code = process.waitFor();
      if (code == 0 && !lines.isEmpty()) {
        return SweepReport.parse(lines.get(lines.size() - 1));
      }
      throw new IOException("the sweep ended with exit code " + code + " and said:\n"
          + Files.readString(errors).strip());
    } finally {
      process.destroyForcibly();
      guard.interrupt();
    }
  }

  private static Thread guard(Process process, long seconds) {
    Thread guard = new Thread(
        () -> {
          try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
              process.destroyForcibly();
            }
          } catch (InterruptedException e) {
            return; // the sweep has ended
          }
        },
        "guard");
    guard.setDaemon(true);
    guard.start();
    return guard;
  }

  static String before(Path classes, String classPath) {
    return classes + File.pathSeparator + classPath;
  }
}
