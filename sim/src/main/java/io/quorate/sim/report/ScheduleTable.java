package io.quorate.sim.report;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The elements of a schedule in rows: when, what, to whom, for how long. */
final class ScheduleTable {
  private ScheduleTable() {}

  /**
   * One element.
   *
   * @param at when, in seconds, or the word {@code moment} for a trigger
   * @param kind {@code fault}, {@code trigger} or {@code call}
   * @param what in a few words
   * @param lasts for how long
   */
  record Row(String at, String kind, String what, String lasts) {}

  private record Timed(long at, Row row) {}

  static List<Row> rows(Schedule schedule) {
    int nodes = schedule.knobs().allNodes();
    List<Timed> timed = new ArrayList<>();
    for (Fault fault : schedule.faults()) {
      timed.add(new Timed(
          fault.at(),
          new Row(
              seconds(fault.at()),
              "fault",
              FaultWords.words(fault, nodes),
              FaultWords.duration(fault.duration()))));
    }
    for (Call call : schedule.calls()) {
      String where = call.node() == 0 ? "the leader" : "n" + call.node();
      timed.add(new Timed(
          call.at(),
          new Row(
              seconds(call.at()),
              "call",
              "client " + call.client() + " proposes " + call.count() + " at " + where + " to p"
                  + call.partition(),
              FaultWords.duration(call.timeout()))));
    }
    timed.sort(Comparator.comparingLong(Timed::at));
    List<Row> rows = new ArrayList<>(timed.stream().map(Timed::row).toList());
    for (Trigger trigger : schedule.triggers()) {
      rows.add(new Row(
          "moment", "trigger", FaultWords.words(trigger), FaultWords.duration(trigger.duration())));
    }
    return rows;
  }

  private static String seconds(long micros) {
    return String.format(Locale.ROOT, "%d.%06d", micros / 1_000_000, micros % 1_000_000);
  }

  static String line(Row row) {
    return String.format(
        Locale.ROOT, "%11s  %-7s  %s, %s", row.at(), row.kind(), row.what(), row.lasts());
  }
}
