package io.quorate.sim.mutants;

import io.quorate.sim.world.Checks;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What came of the hunt for one bug. */
final class Finding {
  private final Mutant mutant;
  private final Map<Checks, SweepReport> reports = new EnumMap<>(Checks.class);
  private Optional<List<String>> killedBy = Optional.empty();
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
    killedBy = Optional.of(List.copyOf(scripts));
  }

  /** The scripts and schedules that fail because of the bug; none if they were not run. */
  List<String> killedBy() {
    return killedBy.orElse(List.of());
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
    killedBy.ifPresent(names -> json.append(",\"killedBy\":[")
        .append(names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(",")))
        .append(']'));
    if (!error.isEmpty()) {
      json.append(",\"error\":\"").append(SweepReport.escape(error)).append('"');
    }
    return json.append('}').toString();
  }
}
