package io.quorate.sim.script;

import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.EntryKind;
import io.quorate.spi.EntryRecord;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What became of the commands that the script proposed, as their clients would hear it. */
final class Proposals {
  /** A command of a script's; its text is its identity. */
  record Command(String text) implements Draft {
    @Override
    public EntryKind kind() {
      return EntryKind.COMMAND;
    }

    @Override
    public String type() {
      return "";
    }

    @Override
    public byte[] data() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class Outcome {
    String status = "open";
    long index;
    long term;
  }

  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

  Command propose(String text) {
    if (outcomes.put(text, new Outcome()) != null) {
      throw new ScriptException(
          "\"" + text + "\" was proposed before; give each command its own text");
    }
    return new Command(text);
  }

  void appended(Effect.Appended effect) {
    long index = effect.firstIndex();
    for (Draft draft : effect.drafts()) {
      Outcome outcome = outcomes.get(draft.toString());
      outcome.status = "appended";
      outcome.index = index++;
      outcome.term = effect.term();
    }
  }

  void refused(Effect.Refused effect) {
    for (Draft draft : effect.drafts()) {
      outcomes.get(draft.toString()).status = "refused";
    }
  }

  /** Somebody applied an entry, so that it is known what its index holds for good. */
  void applied(EntryRecord entry) {
    for (Outcome outcome : outcomes.values()) {
      if (outcome.index == entry.index()) {
        outcome.status = outcome.term == entry.term() ? "committed" : "replaced";
      }
    }
  }

  /** In words such as {@code committed 5}; empty if nobody proposed it. */
  String status(String text) {
    Outcome outcome = outcomes.get(text);
    if (outcome == null) {
      return "";
    }
    return outcome.index == 0 ? outcome.status : outcome.status + " " + outcome.index;
  }
}
