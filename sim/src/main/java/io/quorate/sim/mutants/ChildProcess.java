package io.quorate.sim.mutants;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs a program in a Java process of its own, which a planted bug may wreck. */
final class ChildProcess {
  private ChildProcess() {}

  /**
   * Runs a program to its end.
   *
   * @param program has a {@code main} that prints its report as its last line
   * @param arguments for it
   * @param classPath with the planted classes in front, if any
   * @param folder for the process's error output
   * @param seconds after which it is taken to hang, and killed
   * @return its last line
   * @throws IOException if the process does not report; the message has what it said, or that it
   *     took too long
   */
  static String run(
      Class<?> program, List<String> arguments, String classPath, Path folder, long seconds)
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
        program.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command)
        .redirectError(errors.toFile())
        .directory(folder.toFile())
        .start();
    AtomicBoolean late = new AtomicBoolean();
    Thread guard = guard(process, seconds, late);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = out.lines().toList();
      int code = process.waitFor();
      if (code == 0 && !lines.isEmpty()) {
        return lines.get(lines.size() - 1);
      }
      throw new IOException(
          late.get()
              ? "the process took more than " + seconds + " s, and was ended"
              : "the process ended with exit code " + code + " and said:\n"
                  + Files.readString(errors).strip());
    } finally {
      process.destroyForcibly();
      guard.interrupt();
    }
  }

  private static Thread guard(Process process, long seconds, AtomicBoolean late) {
    Thread guard = new Thread(
        () -> {
          try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
              late.set(true);
              process.destroyForcibly();
            }
          } catch (InterruptedException e) {
            return; // the process has ended
          }
        },
        "guard");
    guard.setDaemon(true);
    guard.start();
    return guard;
  }
}
