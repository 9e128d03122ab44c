package io.quorate.sim.script;

import java.util.Locale;

/** What happened, one aligned line per event, below the steps that made it happen. */
final class EventTrace {
  private static final String LEGEND = """
      # time   the script's clock; one node's may run ahead of it
      # node   where it happens; -- for the network
      # event  in: hears, timer, durable, read, asked      out: state, write, send, apply, answer
      #        network: lost, held, free, copy             process: start, crash, failed, resume
      # i@t    the entry at index i, of term t; i@t:x its content
      """;

  private static final int MAX_LENGTH = 4_000_000;

  private final StringBuilder text = new StringBuilder();
  private boolean inRemark;

  EventTrace(String name) {
    text.append("quorate trace 1 of ").append(name).append('\n').append(LEGEND);
  }

  /** A remark of the script's. */
  void remark(String line) {
    text.append(inRemark ? "" : "\n").append(line).append('\n');
    inRemark = true;
  }

  /** A step of the script's. */
  void step(String line) {
    inRemark = false;
    text.append("> ").append(line).append('\n');
  }

  void event(long nanos, int node, String event, String detail) {
    if (text.length() > MAX_LENGTH) {
      throw new ScriptException("the trace has more than " + MAX_LENGTH
          + " characters; a script should be one scenario, in few steps");
    }
    String line = String.format(
        Locale.ROOT,
        "%9s  %-3s %-8s %s",
        time(nanos),
        node == 0 ? "--" : "n" + node,
        event,
        detail);
    text.append(line.stripTrailing()).append('\n');
  }

  /** Lines of their own. */
  void table(String lines) {
    text.append(lines).append('\n');
  }

  void failed(String message) {
    text.append("\nFAILED ").append(message).append('\n');
  }

  /** A virtual time or a duration, in milliseconds. */
  static String time(long nanos) {
    long micros = nanos / 1_000;
    return micros % 1000 == 0
        ? micros / 1000 + "ms"
        : String.format(Locale.ROOT, "%d.%03dms", micros / 1000, micros % 1000);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
