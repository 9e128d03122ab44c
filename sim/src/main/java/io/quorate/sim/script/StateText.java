package io.quorate.sim.script;

import io.quorate.engine.raft.RaftGroup;
import io.quorate.engine.raft.RoleName;
import io.quorate.sim.device.DiskImage;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionWrite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/** A member's state, as traces and expectations write it. */
final class StateText {
  private final Map<String, String> values = new LinkedHashMap<>();

  private StateText() {}

  static StateText of(RaftGroup group) {
    StateText state = new StateText();
    state.values.put("role", role(group.role()));
    state.values.put("term", String.valueOf(group.hardState().term()));
    state.values.put("vote", node(group.hardState().vote()));
    state.values.put("leader", node(group.leader()));
    state.values.put("commit", String.valueOf(group.commitIndex()));
    state.values.put("members", EntryText.of(group.configuration()));
    if (group.role() == RoleName.LEADER) {
      for (int member : group.configuration().members()) {
        if (member != group.nodeId()) {
          state.values.put(
              "match of " + member, String.valueOf(group.matchIndex(member).orElse(0)));
        }
      }
    }
    return state;
  }

  /** Only what has changed; a match index that is new and 0 is none. */
  String changesSince(StateText before) {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> {
      String old = before.values.getOrDefault(name, "0");
      if (!old.equals(value)) {
        text.append(text.length() == 0 ? "" : ", ")
            .append(name)
            .append(' ')
            .append(old)
            .append(" -> ")
            .append(value);
      }
    });
    return text.toString();
  }

  static String node(OptionalInt node) {
    return node.isPresent() ? String.valueOf(node.getAsInt()) : "none";
  }

  static String role(RoleName role) {
    return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<Long> terms(RaftGroup group) {
    List<Long> terms = new ArrayList<>();
    for (long index = group.boundary().index() + 1; index <= group.lastIndex(); index++) {
      terms.add(group.termAt(index).orElse(-1));
    }
    return terms;
  }

  static List<Long> terms(DiskImage image) {
    List<Long> terms = new ArrayList<>();
    for (EntryRecord entry : entries(image)) {
      terms.add(entry.term());
    }
    return terms;
  }

  static List<EntryRecord> entries(DiskImage image) {
    List<EntryRecord> entries = new ArrayList<>();
    long first = image.state(ScriptNode.PARTITION).boundary().index() + 1;
    for (long index = first; image.entry(ScriptNode.PARTITION, index) != null; index++) {
      entries.add(image.entry(ScriptNode.PARTITION, index));
    }
    return entries;
  }

  static String write(PartitionWrite write) {
    List<String> parts = new ArrayList<>();
    write.hardState().ifPresent(h -> parts.add("term " + h.term() + " vote " + node(h.vote())));
    write.truncateAfter().ifPresent(after -> parts.add("cut after " + after));
    write.boundary().ifPresent(b -> parts.add("begin behind " + b.index() + "@" + b.term()));
    List<EntryRecord> entries = write.entries();
    if (!entries.isEmpty()) {
      EntryRecord first = entries.get(0);
      EntryRecord last = entries.get(entries.size() - 1);
      parts.add(
          entries.size() > 4
              ? EntryText.of(first) + " .. " + EntryText.of(last)
              : Words.list(entries.stream().map(EntryText::of).toList()));
    }
    return String.join(", ", parts);
  }
}
