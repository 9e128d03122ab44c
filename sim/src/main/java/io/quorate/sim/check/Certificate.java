package io.quorate.sim.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at an order that a search found, and at nothing that the search believes: is it what it
 * should be? So a mistake in the search cannot pass a wrong history.
 */
final class Certificate {
  private Certificate() {}

  /**
   * Checks an order.
   *
   * @throws IllegalStateException if it is none of these operations
   */
  static <S, I, O> void check(
      Model<S, I, O> model, List<Operation<I, O>> operations, List<Operation<I, O>> order) {
    if (!takesEachOnce(operations, order)
        || !keepsTime(order)
        || !keepsClients(order)
        || !isLegal(model, order)) {
      throw new IllegalStateException("the checker found an order that is none, of " + order.size()
          + " operations: this is a mistake in the checker");
    }
  }

  private static <I, O> boolean takesEachOnce(
      List<Operation<I, O>> operations, List<Operation<I, O>> order) {
    // Looked up only.
    Map<Operation<I, O>, Integer> left = new HashMap<>();
    int known = 0;
    for (Operation<I, O> op : operations) {
      known += op.outcome() == Outcome.OK ? 1 : 0;
      if (op.outcome() != Outcome.FAILED) {
        left.merge(op, 1, Integer::sum);
      }
    }
    for (Operation<I, O> op : order) {
      known -= op.outcome() == Outcome.OK ? 1 : 0;
      if (left.merge(op, -1, Integer::sum) < 0) {
        return false;
      }
    }
    return known == 0;
  }

  private static <I, O> boolean keepsTime(List<Operation<I, O>> order) {
    long firstReturn = Long.MAX_VALUE;
    for (int i = order.size() - 1; i >= 0; i--) {
      Operation<I, O> op = order.get(i);
      if (op.consistency().earliest(op.invoked()) > firstReturn) {
        return false;
      }
      firstReturn = Math.min(firstReturn, op.returned().orElse(Long.MAX_VALUE));
    }
    return true;
  }

  /** No client hears, after a sequential read, of an operation that it heard of before the read. */
  private static <I, O> boolean keepsClients(List<Operation<I, O>> order) {
    Map<Long, Long> latest = new HashMap<>();
    for (int i = order.size() - 1; i >= 0; i--) {
      Operation<I, O> op = order.get(i);
      if (op.returned().isPresent()
          && op.returned().getAsLong() < latest.getOrDefault(op.client(), Long.MAX_VALUE)) {
        latest.put(op.client(), op.returned().getAsLong());
      }
      if (op.consistency().keepsClientOrder()
          && op.invoked() > latest.getOrDefault(op.client(), Long.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }

  private static <S, I, O> boolean isLegal(Model<S, I, O> model, List<Operation<I, O>> order) {
    S state = model.initial();
    for (Operation<I, O> op : order) {
      Optional<S> next = op.output().isPresent()
          ? model.step(state, op.input(), op.output().get())
          : model.stepUnknown(state, op.input());
      if (next.isEmpty()) {
        return false;
      }
      state = next.get();
    }
    return true;
  }
}
