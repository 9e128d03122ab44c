package io.quorate.sim.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program in a Java process of its own, which a planted bug may wreck. */
final class ChildProcess {
  /**
   * How much processor time an optimising compiler takes before it has paid: a process that needs
   * less is faster without.
   */
  static final long OPTIMISED_FROM_SECONDS = 30;

  private ChildProcess() {}

  /**
   * Runs a program to its end.
   *
   * @param program has a {@code main} that prints its report as its last line
   * @param arguments for it
   * @param classPath with the planted classes in front, if any
   * @param folder for the process's error output
   * @param optimised whether what is run often is worth compiling well
   * @param seconds after which it is taken to hang, and killed
   * @return its last line
   * @throws IOException if the process does not report; the message has what it said, or that it
   *     took too long
   */
  static String run(
      Class<?> program,
      List<String> arguments,
      String classPath,
      Path folder,
      boolean optimised,
      long seconds)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        optimised ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx512m",
        "-Dstdout.encoding=UTF-8",
        "-cp",
        classPath,
        program.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command)
        .redirectOutput(output.toFile())
        .redirectError(errors.toFile())
        .directory(folder.toFile())
        .start();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException("the process took more than " + seconds + " s, and was ended");
      }
    } finally {
      // Waits for its end, also when this thread is interrupted: nobody is to find it still there.
      process.destroyForcibly().onExit().join();
    }
    List<String> lines = Files.readAllLines(output);
    if (process.exitValue() != 0 || lines.isEmpty()) {
      throw new IOException("the process ended with exit code " + process.exitValue()
          + " and said:\n" + Files.readString(errors).strip());
    }
    return lines.get(lines.size() - 1);
  }
}
