package io.quorate.cli.sim;

import com.google.gson.JsonObject;
import io.quorate.sim.SimulationResult;
import io.quorate.sim.Sweep;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.world.Mark;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints what came of a sweep. */
final class SweepPrinter {
  /** Fewer seeds cannot meet everything. */
  private static final long ENOUGH_SEEDS = 1_000;

  private static final int SHOWN = 3;

  private final Sweep sweep;
  private final PrintWriter out;

  SweepPrinter(Sweep sweep, PrintWriter out) {
    this.sweep = sweep;
    this.out = out;
  }

  /** The violations, the table of marks, and the closing line. Returns the exit code. */
  int print() {
    List<SimulationResult> violations = sweep.violations();
    for (SimulationResult result : violations.subList(0, Math.min(SHOWN, violations.size()))) {
      out.println(result.page("./quorate sim explain --seed "
          + result.schedule().seed() + " --profile " + sweep.profile().word()));
    }
    for (SimulationResult result : violations) {
      result
          .violation()
          .ifPresent(v -> out.println("seed " + result.schedule().seed() + ": " + v.headline()));
    }
    for (Mark mark : Mark.values()) {
      out.printf(Locale.ROOT, "  %-42s %,15d%n", mark.title(), sweep.counters().get(mark));
    }
    out.printf(
        Locale.ROOT,
        "  per run, at the median: %d acknowledged writes, %d leader changes; digest %016x%n",
        sweep.medianAcknowledged(),
        sweep.medianLeaderChanges(),
        sweep.digest());
    for (Mark mark : vacuous()) {
      out.println("  never met: " + mark.title());
    }
    out.printf(
        Locale.ROOT,
        "sim: %d seeds, %d violations, %.1f simulated hours, %.1f simulated hours per CPU-minute%n",
        sweep.seeds(),
        violations.size(),
        sweep.simulatedHours(),
        sweep.hoursPerCpuMinute());
    out.flush();
    return code();
  }

  /** The same as one line of JSON. Returns the exit code. */
  int printJson() {
    JsonObject marks = new JsonObject();
    for (Mark mark : Mark.values()) {
      marks.addProperty(mark.name().toLowerCase(Locale.ROOT), sweep.counters().get(mark));
    }
    JsonObject violations = new JsonObject();
    for (SimulationResult result : sweep.violations()) {
      result
          .violation()
          .ifPresent(v -> violations.addProperty(
              Long.toString(result.schedule().seed()), v.invariant() + ": " + v.story()));
    }
    JsonObject all = new JsonObject();
    all.addProperty("seeds", sweep.seeds());
    all.addProperty("profile", sweep.profile().word());
    all.add("violations", violations);
    all.add("marks", marks);
    all.addProperty("simulatedHours", sweep.simulatedHours());
    all.addProperty("simulatedHoursPerCpuMinute", sweep.hoursPerCpuMinute());
    all.addProperty("digest", String.format(Locale.ROOT, "%016x", sweep.digest()));
    out.println(all);
    out.flush();
    return code();
  }

  private int code() {
    if (!sweep.violations().isEmpty()) {
      return SimulateCommand.VIOLATION;
    }
    return vacuous().isEmpty() ? SimulateCommand.CLEAN : SimulateCommand.VACUOUS;
  }

  /** Only the full mix promises to meet everything, and only with many seeds. */
  private List<Mark> vacuous() {
    boolean promises = sweep.profile() == Profile.FULL && sweep.seeds() >= ENOUGH_SEEDS;
    return promises ? sweep.missing() : List.of();
  }
}
