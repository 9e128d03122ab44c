package io.quorate.sim.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs all that was written by hand, or kept, over an engine, in a process of its own. */
final class ScriptsProcess {
  private static final long SECONDS = 600;

  private ScriptsProcess() {}

  /**
   * The scripts, the schedules that once failed, and one that is known to show the bug.
   *
   * @param root of the repository
   * @param id of the bug; empty for the engine as it is
   * @return the files, by name
   */
  static List<Path> files(Path root, String id) throws IOException {
    List<Path> files = new ArrayList<>();
    files.addAll(in(root.resolve("sim/scripts"), ScriptsMain.SCRIPT));
    files.addAll(in(root.resolve("sim/src/test/resources/regressions"), ScriptsMain.SCHEDULE));
    files.addAll(in(root.resolve(Mutant.FOLDER), id + ScriptsMain.SCHEDULE));
    return files;
  }

  private static List<Path> in(Path folder, String suffix) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> String.valueOf(f.getFileName()).endsWith(suffix))
          .sorted()
          .toList();
    }
  }

  /**
   * Runs them.
   *
   * @param files scripts and schedules
   * @param classPath with the planted classes in front, if any
   * @param folder for the process's error output
   * @return the names of those that fail
   * @throws IOException if the process does not report; the message has what it said
   */
  static List<String> run(List<Path> files, String classPath, Path folder)
      throws IOException, InterruptedException {
    List<String> arguments =
        files.stream().map(f -> f.toAbsolutePath().toString()).toList();
    String line = ChildProcess.run(ScriptsMain.class, arguments, classPath, folder, SECONDS);
    return line.isBlank() ? List.of() : List.of(line.split(" "));
  }
}
