package io.quorate.sim.script;

import java.util.List;
import java.util.Optional;

/**
 * What came of a script.
 *
 * @param name the script's
 * @param ok whether everything was as expected, and no check of the simulator failed
 * @param message if not: where, what was seen, and what would be right; empty otherwise
 * @param expectations how many were met
 * @param trace all that happened, one line per event, up to the end or to the failure
 */
public record ScriptResult(
    String name, boolean ok, String message, int expectations, String trace) {
  private static final int CONTEXT = 3;

  /**
   * Compares the trace with the one that was recorded.
   *
   * @param recorded what the trace should be
   * @return empty if they are equal; otherwise the first place where they part, for people
   */
  public Optional<String> differenceFrom(String recorded) {
    if (trace.equals(recorded)) {
      return Optional.empty();
    }
    List<String> expected = recorded.lines().toList();
    List<String> actual = trace.lines().toList();
    int at = 0;
    while (at < expected.size() && at < actual.size() && expected.get(at).equals(actual.get(at))) {
      at++;
    }
    StringBuilder text = new StringBuilder(name)
        .append(": the trace is not the recorded one, from line ")
        .append(at + 1)
        .append(" on:\n");
    for (int i = Math.max(0, at - CONTEXT); i < at; i++) {
      text.append("             ").append(expected.get(i)).append('\n');
    }
    side(text, "  recorded - ", expected, at);
    side(text, "  now      + ", actual, at);
    return Optional.of(text.toString());
  }

  private static void side(StringBuilder text, String mark, List<String> lines, int from) {
    for (int i = from; i < Math.min(from + CONTEXT, lines.size()); i++) {
      text.append(mark).append(lines.get(i)).append('\n');
    }
    if (from >= lines.size()) {
      text.append(mark).append("(the end)\n");
    }
  }
}
