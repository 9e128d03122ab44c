package io.quorate.sim.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes by indexes as of an event: which term is where, and what of it is on disk or committed. */
final class LogGrid {
  private static final int WIDTH = 36;

  private LogGrid() {}

  static Map<String, Object> of(LogReplay replay) {
    long last = 0;
    for (LogReplay.Member member : replay.members()) {
      last = Math.max(last, Math.max(member.memory.lastIndex(), member.durable().lastIndex()));
    }
    long first = Math.max(1, Math.min(last - WIDTH + 1, firstDifference(replay, last) - 3));
    last = Math.min(last, first + WIDTH - 1);
    Map<String, Object> grid = new LinkedHashMap<>();
    grid.put("partition", replay.partition());
    grid.put("first", first);
    grid.put("last", last);
    grid.put("committed", replay.committed());
    List<Object> differing = new ArrayList<>();
    for (long index = first; index <= last; index++) {
      if (differs(replay, index)) {
        differing.add(index);
      }
    }
    grid.put("differing", differing);
    List<Object> rows = new ArrayList<>();
    for (LogReplay.Member member : replay.members()) {
      rows.add(row(member, first, last));
    }
    grid.put("rows", rows);
    return grid;
  }

  private static Map<String, Object> row(LogReplay.Member member, long first, long last) {
    LogReplay.Log disk = member.durable();
    LogReplay.Log memory = member.up ? member.memory : member.written;
    List<Object> cells = new ArrayList<>();
    for (long index = first; index <= last; index++) {
      cells.add(List.of(memory.term(index), disk.term(index)));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("node", member.node);
    row.put("up", member.up);
    row.put("commit", member.state == null ? 0 : member.state.commit());
    row.put("applied", member.applied);
    row.put("cells", cells);
    return row;
  }

  /** Whether two nodes that hold an entry there hold different ones. */
  static boolean differs(LogReplay replay, long index) {
    long seen = 0;
    for (LogReplay.Member member : replay.members()) {
      long term = (member.up ? member.memory : member.written).term(index);
      if (term != 0 && seen != 0 && term != seen) {
        return true;
      }
      seen = term == 0 ? seen : term;
    }
    return false;
  }

  private static long firstDifference(LogReplay replay, long last) {
    for (long index = 1; index <= last; index++) {
      if (differs(replay, index)) {
        return index;
      }
    }
    return last;
  }
}
