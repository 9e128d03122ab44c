package io.quorate.sim.script;

import io.quorate.engine.raft.RaftGroup;
import java.util.Locale;
import java.util.SortedSet;

/** The state of nodes as a table, for {@code log}. */
final class StateTable {
  private static final String FORMAT = "  %-4s %-13s %5s %5s %7s %7s %8s  %s%n".replace("%n", "\n");

  private StateTable() {}

  static String of(ScriptCluster cluster, SortedSet<Integer> nodes) {
    StringBuilder text = new StringBuilder(
        row("node", "role", "term", "vote", "leader", "commit", "durable", "log"));
    for (int id : nodes) {
      ScriptNode node = cluster.node(id);
      if (!node.isUp()) {
        text.append(row(
            "n" + id,
            "down",
            "",
            "",
            "",
            "",
            "",
            EntryText.terms(StateText.terms(node.disk().readable()))));
        continue;
      }
      RaftGroup group = node.group();
      text.append(row(
          "n" + id,
          StateText.role(group.role()),
          group.hardState().term(),
          StateText.node(group.hardState().vote()),
          StateText.node(group.leader()),
          group.commitIndex(),
          group.durableIndex(),
          EntryText.terms(StateText.terms(group))));
    }
    return text.toString().stripTrailing();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, FORMAT, cells);
  }
}
