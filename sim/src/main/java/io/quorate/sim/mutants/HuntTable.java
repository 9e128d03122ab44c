package io.quorate.sim.mutants;

import io.quorate.sim.world.Checks;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The hunt's outcome for people: one line per bug, and the sum. */
final class HuntTable {
  private static final String LINE = "%-5s %-7s %-9s %8s %9s %8s  %-20s %s%n";

  private final PrintStream out;

  HuntTable(PrintStream out) {
    this.out = out;
  }

  /** Which scripts fail because of which bug. */
  void printScripts(Hunt hunt) {
    for (Finding finding : hunt.findings()) {
      out.printf(
          "%-5s %-40s %s%n",
          finding.mutant().id(),
          !finding.error().isEmpty() ? "error" : scripts(finding.killedBy()),
          finding.mutant().title());
    }
    hunt.falseAlarms().forEach(name -> out.println("fails in the engine as it is: " + name));
    hunt.errors().forEach(error -> out.println("error: " + error));
    out.printf(
        "mutants: %d/%d killed by scripts, %d false alarms%n",
        killed(hunt), hunt.findings().size(), hunt.falseAlarms().size());
  }

  static long killed(Hunt hunt) {
    return hunt.findings().stream().filter(f -> !f.killedBy().isEmpty()).count();
  }

  private static String scripts(List<String> names) {
    return names.isEmpty()
        ? "NONE"
        : names.get(0) + (names.size() == 1 ? "" : " and " + (names.size() - 1) + " more");
  }

  void print(Hunt hunt) {
    out.printf(
        LINE,
        "id",
        "found",
        "invariant",
        "seeds",
        "CPU s",
        "elements",
        "client-visible",
        "what is wrong");
    hunt.findings().forEach(this::print);
    hunt.falseAlarms().forEach(alarm -> out.println("false alarm in " + alarm));
    hunt.errors().forEach(error -> out.println("error: " + error));
    for (Checks checks : Checks.values()) {
      List<Finding> hunted =
          hunt.findings().stream().filter(f -> f.report(checks) != null).toList();
      if (checks != Checks.ALL && !hunted.isEmpty()) {
        out.printf(
            Locale.ROOT,
            "client-visible checks alone: %d/%d found%n",
            hunted.stream().filter(f -> f.found(checks)).count(),
            hunted.size());
      }
    }
    out.printf(
        Locale.ROOT,
        "mutants: %d/%d found, %d false alarms%n",
        found(hunt),
        hunt.findings().size(),
        hunt.falseAlarms().size());
  }

  /** With all checks, or with the others if those were not asked for. */
  static long found(Hunt hunt) {
    return hunt.findings().stream()
        .filter(f ->
            f.report(Checks.ALL) == null ? f.found(Checks.CLIENT_VISIBLE) : f.found(Checks.ALL))
        .count();
  }

  private void print(Finding finding) {
    SweepReport all = finding.report(Checks.ALL);
    SweepReport visible = finding.report(Checks.CLIENT_VISIBLE);
    out.printf(
        LINE,
        finding.mutant().id(),
        !finding.error().isEmpty() ? "error" : all == null ? "-" : all.found() ? "yes" : "NO",
        all == null || !all.found() ? "-" : all.invariant(),
        all == null ? "-" : Long.toString(all.seeds()),
        all == null ? "-" : seconds(all),
        all == null || all.elements() < 0 ? "-" : Long.toString(all.elements()),
        visible == null ? "-" : visible(visible),
        finding.mutant().title());
  }

  private static String visible(SweepReport report) {
    return (report.found() ? report.invariant() : "NO") + ", " + report.seeds() + ", "
        + seconds(report);
  }

  private static String seconds(SweepReport report) {
    return String.format(Locale.ROOT, "%.1f", report.cpuMillis() / 1e3);
  }
}
