package io.quorate.sim.report;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A failing run beside one that passes and is nearly the same: for each node, the first event that
 * is not the same in both, with some that lead to it and follow. Frames, beats and what the
 * simulator alone does are left out, so that what is shown is what nodes did.
 */
public final class TraceDiff {
  private static final int AROUND = 4;
  private static final int COLUMN = 62;

  private final List<Divergence> divergences = new ArrayList<>();

  /**
   * Where a node's two sequences part.
   *
   * @param node from 1
   * @param common how many events are the same before
   * @param before the last of those, as lines
   * @param failing what comes then in the failing run, as lines
   * @param passing and in the other
   */
  public record Divergence(
      int node, int common, List<String> before, List<String> failing, List<String> passing) {
    /** Copies the lists. */
    public Divergence {
      before = List.copyOf(before);
      failing = List.copyOf(failing);
      passing = List.copyOf(passing);
    }
  }

  private TraceDiff() {}

  /**
   * Compares two runs.
   *
   * @param failing with a full trace
   * @param passing with a full trace, of as many nodes
   * @return what differs
   */
  public static TraceDiff of(SimulationResult failing, SimulationResult passing) {
    return of(new TraceModel(failing), new TraceModel(passing));
  }

  static TraceDiff of(TraceModel failing, TraceModel passing) {
    TraceDiff diff = new TraceDiff();
    for (int node = 1; node <= Math.min(failing.nodes(), passing.nodes()); node++) {
      diff.compare(node, failing, passing);
    }
    return diff;
  }

  private void compare(int node, TraceModel failing, TraceModel passing) {
    List<Integer> left = sequence(node, failing);
    List<Integer> right = sequence(node, passing);
    EventWords leftWords = new EventWords(failing);
    EventWords rightWords = new EventWords(passing);
    int common = 0;
    while (common < left.size()
        && common < right.size()
        && same(failing, left.get(common), passing, right.get(common))) {
      common++;
    }
    // A run that ends with the violation has no more events; that alone is no difference.
    if (common == left.size() && common <= right.size()) {
      return;
    }
    divergences.add(new Divergence(
        node,
        common,
        lines(leftWords, left, common - AROUND, common),
        lines(leftWords, left, common, common + AROUND),
        lines(rightWords, right, common, common + AROUND)));
  }

  private static List<Integer> sequence(int node, TraceModel model) {
    List<Integer> sequence = new ArrayList<>();
    for (int i = 0; i <= model.end(); i++) {
      if (model.entry(i).node() == node && !isLeftOut(model, i)) {
        sequence.add(i);
      }
    }
    return sequence;
  }

  private static boolean isLeftOut(TraceModel model, int position) {
    Event event = model.entry(position).event();
    return model.isRoutine(position)
        || event == Event.DROP
        || event == Event.ROLE
        || event == Event.COMMIT
        || event == Event.FAULT_END
        || event == Event.CALL;
  }

  private static boolean same(TraceModel left, int l, TraceModel right, int r) {
    Entry a = left.entry(l);
    Entry b = right.entry(r);
    return a.time() == b.time()
        && a.event() == b.event()
        && a.partition() == b.partition()
        && a.a() == b.a()
        && a.b() == b.b()
        && String.valueOf(a.detail()).equals(String.valueOf(b.detail()));
  }

  private static List<String> lines(EventWords words, List<Integer> all, int from, int to) {
    List<String> lines = new ArrayList<>();
    for (int i = Math.max(0, from); i < Math.min(to, all.size()); i++) {
      lines.add(words.line(all.get(i)).strip());
    }
    return lines;
  }

  /**
   * Where the runs part.
   *
   * @return by node; none for nodes that did the same as long as the failing run lasted
   */
  public List<Divergence> divergences() {
    return Collections.unmodifiableList(divergences);
  }

  /**
   * Both side by side.
   *
   * @return lines, the last one ended too
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    if (divergences.isEmpty()) {
      return "The two runs are the same, node by node, up to the violation.\n";
    }
    row(text, "FAILING RUN", "| PASSING RUN");
    for (Divergence each : divergences) {
      text.append("n").append(each.node()).append(": the first ").append(each.common());
      text.append(" events are the same, the last of them:\n");
      each.before().forEach(line -> text.append("  = ").append(line).append('\n'));
      int rows = Math.max(each.failing().size(), each.passing().size());
      for (int i = 0; i < rows; i++) {
        row(text, at(each.failing(), i), "| " + at(each.passing(), i));
      }
    }
    return text.toString();
  }

  private static String at(List<String> lines, int i) {
    return i < lines.size() ? lines.get(i) : "";
  }

  private static void row(StringBuilder text, String left, String right) {
    String fitted = left.length() > COLUMN ? left.substring(0, COLUMN - 3) + "..." : left;
    text.append(
            String.format(Locale.ROOT, "  %-" + COLUMN + "s %s", fitted, right).stripTrailing())
        .append('\n');
  }
}
