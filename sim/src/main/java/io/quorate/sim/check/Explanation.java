package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says for people why there is no order, in at most {@link Verdict#MAX_LINES} lines. */
final class Explanation<S, I, O> {
  private static final int WIDTH = 140;
  private static final int ORDER_LINES = 10;
  private static final int LIST_LINES = 4;

  private final Model<S, I, O> model;
  private final Search<S, I, O> search;
  private final List<String> lines = new ArrayList<>();

  Explanation(Model<S, I, O> model, Search<S, I, O> search) {
    this.model = model;
    this.search = search;
  }

  String violation(String partition) {
    Operation<I, O> blocked = search.blocked();
    add("Not linearizable" + of(partition) + ". No order has all operations that returned up to "
        + blocked.returned().orElseThrow() + ".");
    add("The first that cannot be placed:");
    add("  " + line(blocked));
    states();
    order(search.bestOrder());
    list("Begun by then, and not placed:", search.pending());
    list("Begun by then with unknown outcome, and not needed:", search.unspent());
    return String.join("\n", lines);
  }

  String undecided(String partition) {
    add("Undecided" + of(partition) + " after " + search.steps() + " steps: neither an order nor a"
        + " proof that there is none was found.");
    add("The order that got furthest is past " + search.progress() + " returns; then this is due:");
    add("  " + line(search.blocked()));
    states();
    return String.join("\n", lines);
  }

  private static String of(String partition) {
    return partition.isEmpty() ? "" : " in '" + partition + "'";
  }

  private void states() {
    List<S> states = search.bestStates();
    if (states.isEmpty()) {
      return;
    }
    add("States that it could meet, or some of them:");
    states.forEach(state -> add("  " + model.describeState(state)));
  }

  private void order(List<Operation<I, O>> order) {
    add(
        order.isEmpty()
            ? "Nothing is placed before it."
            : "The longest order up to there, with the state after each operation:");
    int first = Math.max(0, order.size() - ORDER_LINES);
    if (first > 0) {
      add("  (" + first + " before these)");
    }
    S state = model.initial();
    for (int i = 0; i < order.size(); i++) {
      Operation<I, O> op = order.get(i);
      S current = state;
      Optional<S> after = op.output()
          .map(output -> model.step(current, op.input(), output))
          .orElseGet(() -> model.stepUnknown(current, op.input()));
      state = after.orElseThrow();
      if (i >= first) {
        add("  " + line(op) + "  => " + model.describeState(state));
      }
    }
  }

  private void list(String title, List<Operation<I, O>> operations) {
    if (operations.isEmpty()) {
      return;
    }
    add(title);
    int shown = operations.size() > LIST_LINES ? LIST_LINES - 1 : operations.size();
    operations.subList(0, shown).forEach(op -> add("  " + line(op)));
    if (shown < operations.size()) {
      add("  (" + (operations.size() - shown) + " more)");
    }
  }

  private String line(Operation<I, O> op) {
    StringBuilder line = new StringBuilder("client ").append(op.client());
    line.append(" [").append(op.invoked()).append(", ");
    line.append(op.returned().isPresent() ? Long.toString(op.returned().getAsLong()) : "?");
    line.append("] ");
    if (!op.consistency().equals(Consistency.LINEARIZABLE)) {
      line.append(op.consistency().word()).append(' ');
    }
    return line.append(model.describe(op)).toString();
  }

  private void add(String line) {
    String one = line.replaceAll("\\R", " ");
    lines.add(one.length() <= WIDTH ? one : one.substring(0, WIDTH - 3) + "...");
  }
}
