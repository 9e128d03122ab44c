package io.quorate.sim.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the nodes stood in one partition before and after something, with what changed marked. */
final class NodeTable {
  static final List<String> COLUMNS = List.of(
      "node",
      "process",
      "role",
      "term",
      "vote",
      "last",
      "on disk",
      "disk term",
      "commit",
      "applied");

  private NodeTable() {}

  /** Rows of cells, in the order of {@link #COLUMNS}. */
  static List<List<String>> rows(LogReplay replay) {
    List<List<String>> rows = new ArrayList<>();
    for (LogReplay.Member m : replay.members()) {
      boolean shown = m.up && m.state != null;
      long[] disk = m.durableHardState();
      rows.add(List.of(
          "n" + m.node,
          !m.up ? "down" : m.paused ? "paused" : "up (" + m.boot + ")",
          shown ? m.state.role().toLowerCase(Locale.ROOT) : "-",
          shown ? "" + m.state.term() : "-",
          shown && m.state.vote() != 0 ? "n" + m.state.vote() : "-",
          shown ? m.state.lastIndex() + "(t" + m.memory.term(m.state.lastIndex()) + ")" : "-",
          m.durable().lastIndex() + "(t" + m.durable().term(m.durable().lastIndex()) + ")",
          disk[0] + (disk[1] == 0 ? "" : " n" + disk[1]),
          shown ? "" + m.state.commit() : "-",
          m.up ? "" + m.applied : "-"));
    }
    return rows;
  }

  /** One table of both; a cell that changed shows both values. */
  static List<List<String>> changes(LogReplay before, LogReplay after) {
    List<List<String>> old = rows(before);
    List<List<String>> now = rows(after);
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < COLUMNS.size(); c++) {
        String was = old.get(i).get(c);
        String is = now.get(i).get(c);
        row.add(was.equals(is) ? is : was + "→" + is);
      }
      rows.add(row);
    }
    return rows;
  }

  /** With aligned columns. */
  static List<String> text(List<List<String>> rows) {
    int[] widths = new int[COLUMNS.size()];
    List<List<String>> all = new ArrayList<>();
    all.add(COLUMNS);
    all.addAll(rows);
    for (List<String> row : all) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        line.append(String.format(Locale.ROOT, "%-" + widths[c] + "s  ", row.get(c)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
