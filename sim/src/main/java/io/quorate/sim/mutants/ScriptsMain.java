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

  private final ProcessWatch watch = new ProcessWatch();
  private final List<String> failed = new ArrayList<>();

  private ScriptsMain() {}

  /**
   * Runs files.
   *
   * @param files scripts and schedules
   * @throws IOException if one cannot be read
   */
  public static void main(String[] files) throws IOException {
    ScriptsMain main = new ScriptsMain();
    main.watch.start(main::print);
    try {
      for (String file : files) {
        main.run(Path.of(file));
      }
      main.print();
    } catch (OutOfMemoryError | StackOverflowError e) {
      main.print();
      ProcessWatch.end();
    }
  }

  private void print() {
    synchronized (failed) {
      System.out.println(String.join(" ", failed));
    }
  }

  /** A run without end, or one that wrecks the process, is a failure: its name is there already. */
  private void run(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String text = Files.readString(file);
    Schedule schedule = name.endsWith(SCHEDULE) ? Schedule.parse(text) : null;
    synchronized (failed) {
      failed.add(name);
    }
    watch.runStarts();
    boolean clean;
    try {
      clean = schedule == null
          ? Scripts.run(name, text).ok()
          : Simulation.ofEngine().run(schedule).violation().isEmpty();
    } catch (RuntimeException | AssertionError e) {
      clean = false; // the bug has broken a check itself
    }
    if (clean) {
      synchronized (failed) {
        failed.remove(failed.size() - 1);
      }
    }
  }
}
