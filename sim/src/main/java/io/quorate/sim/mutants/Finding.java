package io.quorate.sim.mutants;

import io.quorate.sim.world.Checks;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What came of the hunt for one bug. */
final class Finding {
  private final Mutant mutant;
  private final Map<Checks, SweepReport> reports = new EnumMap<>(Checks.class);
  private List<String> killedBy = List.of();
  private String error = "";

  Finding(Mutant mutant) {
    this.mutant = mutant;
  }

  Mutant mutant() {
    return mutant;
  }

  void report(Checks checks, SweepReport report) {
    reports.put(checks, report);
  }

  /** Null if it was not asked for, or if there was an error. */
  SweepReport report(Checks checks) {
    return reports.get(checks);
  }

  boolean found(Checks checks) {
    SweepReport report = reports.get(checks);
    return report != null && report.found();
  }

  void killedBy(List<String> scripts) {
    killedBy = List.copyOf(scripts);
  }

  /** The scripts and schedules that fail with the bug, if they were run. */
  List<String> killedBy() {
    return killedBy;
  }

  void fail(String message) {
    error = message;
  }

  /** Why the bug could not be planted or hunted; empty if it could. */
  String error() {
    return error;
  }

  String toJson() {
    StringBuilder json = new StringBuilder(
        "{\"id\":\"" + mutant.id() + "\",\"title\":\"" + SweepReport.escape(mutant.title()) + "\"");
    reports.forEach((checks, report) -> json.append(",\"")
        .append(checks == Checks.ALL ? "all" : "clientVisible")
        .append("\":")
        .append(report.toJson()));
    if (!killedBy.isEmpty()) {
      json.append(",\"killedBy\":[\"").append(String.join("\",\"", killedBy)).append("\"]");
    }
    if (!error.isEmpty()) {
      json.append(",\"error\":\"").append(SweepReport.escape(error)).append('"');
    }
    return json.append('}').toString();
  }
}
