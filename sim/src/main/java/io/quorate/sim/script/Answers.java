package io.quorate.sim.script;

import io.quorate.engine.raft.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answers to a node's requests that the script has not looked at yet. */
final class Answers {
  /** What can be asked for. */
  static final List<String> REQUESTS = List.of("change", "transfer", "step-down", "read-index");

  private record Answer(String request, String text) {}

  private final List<Answer> open = new ArrayList<>();

  static String text(Effect.Answer answer) {
    return answer.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void add(String request, String text) {
    open.add(new Answer(request, text));
  }

  /** The oldest answer to such a request, which is looked at now; empty if there is none. */
  String take(String request) {
    for (Answer answer : open) {
      if (answer.request().equals(request)) {
        open.remove(answer);
        return answer.text();
      }
    }
    return "";
  }

  void forget() {
    open.clear();
  }
}
