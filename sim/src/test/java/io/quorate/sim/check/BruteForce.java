package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The definition, tried out: every subset of the unknown operations with all known ones, in every
 * permutation, looked at only when it is complete. It shares no thought with the search.
 */
final class BruteForce<S, I, O> {
  private final Model<S, I, O> model;
  private final Function<I, Optional<String>> part;
  private final List<Operation<I, O>> known;
  private final List<Operation<I, O>> unknown;

  private BruteForce(
      Model<S, I, O> model, Function<I, Optional<String>> part, History<I, O> history) {
    this.model = model;
    this.part = part;
    known = with(history, Outcome.OK);
    unknown = with(history, Outcome.UNKNOWN);
  }

  /** The model must describe the whole; parts matter to the order of sequential reads alone. */
  static <S, I, O> boolean isLinearizable(
      Model<S, I, O> model, Function<I, Optional<String>> part, History<I, O> history) {
    return new BruteForce<>(model, part, history).decide();
  }

  private static <I, O> List<Operation<I, O>> with(History<I, O> history, Outcome outcome) {
    return history.operations().stream().filter(op -> op.outcome() == outcome).toList();
  }

  private boolean decide() {
    for (int subset = 0; subset < 1 << unknown.size(); subset++) {
      List<Operation<I, O>> taken = new ArrayList<>(known);
      for (int i = 0; i < unknown.size(); i++) {
        if ((subset & 1 << i) != 0) {
          taken.add(unknown.get(i));
        }
      }
      if (permute(taken, 0)) {
        return true;
      }
    }
    return false;
  }

  private boolean permute(List<Operation<I, O>> ops, int from) {
    if (from == ops.size()) {
      return keepsTime(ops) && isLegal(ops);
    }
    for (int i = from; i < ops.size(); i++) {
      swap(ops, from, i);
      if (permute(ops, from + 1)) {
        return true;
      }
      swap(ops, from, i);
    }
    return false;
  }

  private static <T> void swap(List<T> list, int a, int b) {
    T first = list.get(a);
    list.set(a, list.get(b));
    list.set(b, first);
  }

  private boolean keepsTime(List<Operation<I, O>> ops) {
    for (int i = 0; i < ops.size(); i++) {
      for (int j = i + 1; j < ops.size(); j++) {
        if (mustPrecede(ops.get(j), ops.get(i))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean mustPrecede(Operation<I, O> a, Operation<I, O> b) {
    if (a.returned().isEmpty()) {
      return false;
    }
    long end = a.returned().getAsLong();
    return switch (b.consistency().kind()) {
      case LINEARIZABLE, LEASE, FOLLOWER -> end < b.invoked();
      case STALE -> end < b.invoked() - b.consistency().bound();
      case SEQUENTIAL_PER_CLIENT ->
        a.client() == b.client()
            && end <= b.invoked()
            && a.invoked() < b.invoked()
            && part.apply(a.input()).equals(part.apply(b.input()));
    };
  }

  private boolean isLegal(List<Operation<I, O>> ops) {
    Optional<S> state = Optional.of(model.initial());
    for (Operation<I, O> op : ops) {
      S before = state.get();
      state = op.output().isPresent()
          ? model.step(before, op.input(), op.output().get())
          : model.stepUnknown(before, op.input());
      if (state.isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
