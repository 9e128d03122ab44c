package io.quorate.sim.script;

import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.EntryKind;
import io.quorate.spi.EntryRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Entries and configurations as scripts and traces write them. */
final class EntryText {
  private static final int SHOWN = 12;

  private EntryText() {}

  /** Index, term and content. */
  static String of(EntryRecord entry) {
    return entry.index() + "@" + entry.term() + ":" + content(entry);
  }

  /** The text of a command; {@code noop} or {@code config} for what Raft itself appends. */
  static String content(EntryRecord entry) {
    EntryKind kind = EntryRecords.kind(entry);
    return switch (kind) {
      case COMMAND -> new String(EntryRecords.data(entry), StandardCharsets.UTF_8);
      case NO_OP -> "noop";
      case CONFIGURATION -> "config";
      case SYSTEM, TICKET, DECISION, CHECKPOINT -> kind.name().toLowerCase(Locale.ROOT);
    };
  }

  /** Terms along a log; a long log as runs, such as {@code 1*100 2*50}. */
  static String terms(List<Long> terms) {
    if (terms.isEmpty()) {
      return "empty";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < terms.size(); ) {
      int end = i + 1;
      while (terms.size() > SHOWN && end < terms.size() && terms.get(end).equals(terms.get(i))) {
        end++;
      }
      text.append(i == 0 ? "" : " ")
          .append(terms.get(i))
          .append(end - i > 1 ? "*" + (end - i) : "");
      i = end;
    }
    return text.toString();
  }

  /** As in a script: {@code 1 2 4 joint 1 2 3 learners 5}. */
  static String of(Configuration configuration) {
    return Words.list(configuration.voters())
        + (configuration.isJoint() ? " joint " + Words.list(configuration.outgoing()) : "")
        + (configuration.learners().isEmpty()
            ? ""
            : " learners " + Words.list(configuration.learners()));
  }
}
