package io.quorate.sim.mutants;

import io.quorate.sim.world.Checks;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;

/** A sweeping hunt's outcome for people: one line per bug, and the sum. */
final class SweepTable {
  private static final String LINE = "%-5s %-7s %-9s %8s %9s %8s  %-20s %s%n";

  private final PrintStream out;

  SweepTable(PrintStream out) {
    this.out = out;
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
      List<SweepReport> reports = hunt.findings().stream()
          .map(finding -> finding.report(checks))
          .filter(Objects::nonNull)
          .toList();
      if (!reports.isEmpty()) {
        printSum(checks, reports);
      }
    }
    out.printf(
        Locale.ROOT,
        "mutants: %d/%d found, %d false alarms%n",
        found(hunt),
        hunt.findings().size(),
        hunt.falseAlarms().size());
  }

  private void printSum(Checks checks, List<SweepReport> reports) {
    List<SweepReport> found = reports.stream().filter(SweepReport::found).toList();
    List<SweepReport> small = found.stream().filter(r -> r.elements() >= 0).toList();
    out.printf(
        Locale.ROOT,
        "%s checks: %d/%d found, at the median after %d seeds and %.1f CPU seconds%s%n",
        word(checks),
        found.size(),
        reports.size(),
        median(found, SweepReport::seeds),
        median(found, SweepReport::cpuMillis) / 1e3,
        small.isEmpty() ? "" : "; minimised to " + median(small, SweepReport::elements));
  }

  static String word(Checks checks) {
    return checks.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static long median(List<SweepReport> reports, ToLongFunction<SweepReport> number) {
    long[] sorted = reports.stream().mapToLong(number).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
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
