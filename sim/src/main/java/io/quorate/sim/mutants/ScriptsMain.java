package io.quorate.sim.mutants;

import io.quorate.sim.Simulation;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.script.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program of a child process, in which a bug is planted: runs scripts and schedules, and prints
 * the names of those that fail, in one line, with a blank between them.
 */
final class ScriptsMain {
  static final String SCRIPT = ".script";
  static final String SCHEDULE = ".schedule";

  private final Child child = new Child();
  private final List<String> failed = new ArrayList<>();

  private ScriptsMain() {}

  /**
   * Runs files.
   *
   * @param files scripts and schedules
   */
  public static void main(String[] files) throws IOException {
    ScriptsMain main = new ScriptsMain();
    main.child.watch(() -> {
      synchronized (main.failed) {
        System.out.println(String.join(" ", main.failed));
      }
    });
    for (String file : files) {
      main.run(Path.of(file));
    }
    System.out.println(String.join(" ", main.failed));
  }

  /** A run without end is a failure: its name is there when the watch looks. */
  private void run(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    synchronized (failed) {
      failed.add(name);
    }
    child.runStarts();
    if (isClean(file, name)) {
      synchronized (failed) {
        failed.remove(failed.size() - 1);
      }
    }
  }

  private static boolean isClean(Path file, String name) throws IOException {
    try {
      if (name.endsWith(SCRIPT)) {
        return Scripts.run(file).ok();
      }
      Schedule schedule = Schedule.parse(Files.readString(file));
      return Simulation.ofEngine().run(schedule).violation().isEmpty();
    } catch (RuntimeException e) {
      return false; // the bug has broken a check itself
    }
  }
}
