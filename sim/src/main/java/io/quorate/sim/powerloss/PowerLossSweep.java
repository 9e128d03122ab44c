package io.quorate.sim.powerloss;

import io.quorate.sim.file.FileCounters;
import io.quorate.sim.file.FileMark;
import io.quorate.sim.file.Geometry;
import io.quorate.sim.world.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a log through many seeds. A run is a function of the log and its seed alone. */
public final class PowerLossSweep {
  private static final int MAX_REPLAYS = 2_000;
  private static final int MAX_VIOLATIONS = 5;

  /** Small pages, so that a batch spans several; the common ones, where it does not. */
  private static final List<Geometry> GEOMETRIES =
      List.of(new Geometry(64, 16), new Geometry(256, 64), new Geometry(512, 128), Geometry.COMMON);

  private final FileCounters counters = new FileCounters();
  private final List<PowerLossResult> violations = new ArrayList<>();
  private long seeds;

  private PowerLossSweep() {}

  /**
   * Runs a log through seeds; stops after a few violations.
   *
   * @param subject the log
   * @param first the first seed
   * @param last the last seed
   * @return the sum of it
   */
  public static PowerLossSweep run(Subject subject, long first, long last) {
    PowerLossSweep sweep = new PowerLossSweep();
    for (long seed = first; seed <= last && sweep.violations.size() < MAX_VIOLATIONS; seed++) {
      PowerLossResult result = run(subject, seed);
      sweep.seeds++;
      sweep.counters.addAll(result.counters());
      if (result.violation().isPresent()) {
        sweep.violations.add(result);
      }
    }
    return sweep;
  }

  /**
   * Runs a log through one seed; if an invariant is violated, looks for few steps that do it.
   *
   * @param subject the log
   * @param seed any number
   * @return what came of it
   */
  public static PowerLossResult run(Subject subject, long seed) {
    Streams streams = new Streams(seed);
    int choice = (int) streams.stream("powerloss/geometry").nextLong(GEOMETRIES.size());
    Geometry geometry = GEOMETRIES.get(choice);
    List<PowerLossStep> steps = PowerLossStep.random(streams);
    FileCounters counters = new FileCounters();
    Optional<String> violation = PowerLossRun.run(subject, geometry, steps, counters);
    List<PowerLossStep> needed =
        violation.isEmpty() ? List.of() : minimise(subject, geometry, steps, violation.get());
    return new PowerLossResult(seed, geometry, steps, counters, violation, needed);
  }

  /**
   * Leaves out larger, then smaller pieces, as long as the same invariant is still violated
   * (Zeller, Hildebrandt, <em>Simplifying and Isolating Failure-Inducing Input</em>, 2002, without
   * its tests of the pieces alone).
   */
  private static List<PowerLossStep> minimise(
      Subject subject, Geometry geometry, List<PowerLossStep> failing, String violation) {
    String invariant = violation.substring(0, violation.indexOf(':') + 1);
    List<PowerLossStep> steps = failing;
    int replays = 0;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int piece = Math.max(1, steps.size() / 2); piece >= 1; piece /= 2) {
        int at = 0;
        while (at < steps.size() && replays < MAX_REPLAYS) {
          List<PowerLossStep> fewer = new ArrayList<>(steps.subList(0, at));
          fewer.addAll(steps.subList(Math.min(steps.size(), at + piece), steps.size()));
          replays++;
          Optional<String> seen = PowerLossRun.run(subject, geometry, fewer, new FileCounters());
          if (seen.map(story -> story.startsWith(invariant)).orElse(false)) {
            steps = fewer;
            smaller = true;
          } else {
            at += piece;
          }
        }
      }
    }
    return List.copyOf(steps);
  }

  /**
   * Runs that violated an invariant.
   *
   * @return by seed; no more than a few
   */
  public List<PowerLossResult> violations() {
    return List.copyOf(violations);
  }

  /**
   * What was met how often, over all runs.
   *
   * @return the sums
   */
  public FileCounters counters() {
    return counters;
  }

  /**
   * What was never met: nothing has been proved about it.
   *
   * @return empty after a sweep that is worth something
   */
  public List<FileMark> missing() {
    List<FileMark> missing = new ArrayList<>();
    for (FileMark mark : FileMark.values()) {
      if (counters.get(mark) == 0) {
        missing.add(mark);
      }
    }
    return missing;
  }

  /**
   * How many runs there were.
   *
   * @return the number of seeds
   */
  public long seeds() {
    return seeds;
  }

  /** The counters as a table, and the violations. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(seeds).append(" runs, ").append(violations.size()).append(" violations\n");
    for (FileMark mark : FileMark.values()) {
      text.append("  ").append(mark).append(": ").append(counters.get(mark)).append('\n');
    }
    violations.forEach(violation -> text.append(violation).append('\n'));
    return text.toString();
  }
}
