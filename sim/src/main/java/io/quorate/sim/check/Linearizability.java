package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks whether a history is linearizable: whether its operations can be put in one order, each at
 * an instant between its invocation and its return, in which every answer is the one that the model
 * gives. An operation whose outcome is unknown may be anywhere after its invocation, or nowhere.
 *
 * <p>Deciding it is hard in general, so a check has a budget of steps; see
 * {@link Verdict.Undecided}. An answer is never a guess. Time plays no part: the same model and
 * history give the same verdict, to the step, on every machine.
 *
 * <p>The algorithm is that of J. Wing and C. Gong, "Testing and verifying concurrent objects",
 * 1993; with the cache and the list of G. Lowe, "Testing for linearizability", 2017; for each part
 * of the data alone, as in A. Horn and D. Kroening, "Faster linearizability checking via
 * P-compositionality", 2015.
 */
public final class Linearizability {
  /**
   * The budget where none is given. A history that is right and has few unknown operations takes
   * some steps for each operation. All of this budget may fill some hundred megabytes with what was
   * tried.
   */
  public static final long DEFAULT_BUDGET = 4_000_000;

  private Linearizability() {}

  /**
   * Checks a history with {@link #DEFAULT_BUDGET}.
   *
   * @param model what is right
   * @param history what happened
   * @param <S> states
   * @param <I> inputs
   * @param <O> outputs
   * @return the verdict
   * @throws IllegalArgumentException as below
   */
  public static <S, I, O> Verdict check(Model<S, I, O> model, History<I, O> history) {
    return check(model, history, DEFAULT_BUDGET);
  }

  /**
   * Checks a history. Each part of the data gets an equal share of the budget; what the easy ones
   * leave goes to the others.
   *
   * @param model what is right
   * @param history what happened
   * @param budget how many times the model may take an operation; exceeded by at most one for each
   *     operation that is pending at once
   * @param <S> states
   * @param <I> inputs
   * @param <O> outputs
   * @return the verdict
   * @throws IllegalArgumentException if the budget is not positive, if only some operations have a
   *     partition, if an operation tagged as a read changes the state, or if a client of sequential
   *     reads does more than one thing at a time
   */
  public static <S, I, O> Verdict check(Model<S, I, O> model, History<I, O> history, long budget) {
    if (budget <= 0) {
      throw new IllegalArgumentException("the budget is " + budget + " steps: it must be positive");
    }
    Map<String, List<Operation<I, O>>> partitions = partitions(model, history);
    Map<String, Search<S, I, O>> undecided = new LinkedHashMap<>();
    partitions.forEach(
        (name, ops) -> undecided.put(name, new Search<>(model, new Timeline<>(ops))));
    long steps = 0;
    while (!undecided.isEmpty() && steps < budget) {
      int left = undecided.size();
      for (String name : List.copyOf(undecided.keySet())) {
        Search<S, I, O> search = undecided.get(name);
        long before = search.steps();
        // Rounded up, so that the last of the budget is used as well.
        long share = Math.max(0, (budget - steps + left - 1) / left);
        left--;
        Search.Status status = search.run(share);
        steps += search.steps() - before;
        if (status == Search.Status.NONE) {
          return new Verdict.Violation(
              name,
              List.copyOf(search.bestOrder()),
              search.blocked(),
              new Explanation<>(model, search).violation(name),
              steps);
        }
        if (status == Search.Status.FOUND) {
          Certificate.check(model, partitions.get(name), search.order());
          undecided.remove(name);
        }
      }
    }
    if (undecided.isEmpty()) {
      return new Verdict.Ok(steps);
    }
    Map.Entry<String, Search<S, I, O>> first = undecided.entrySet().iterator().next();
    String text = new Explanation<>(model, first.getValue()).undecided(first.getKey());
    return new Verdict.Undecided(List.copyOf(undecided.keySet()), text, steps);
  }

  private static <S, I, O> Map<String, List<Operation<I, O>>> partitions(
      Model<S, I, O> model, History<I, O> history) {
    Map<String, List<Operation<I, O>>> partitions = new LinkedHashMap<>();
    Optional<Operation<I, O>> whole = Optional.empty();
    Optional<Operation<I, O>> part = Optional.empty();
    for (Operation<I, O> op : history.operations()) {
      Optional<String> name = model.partition(op.input());
      if (name.isPresent()) {
        part = Optional.of(op);
      } else {
        whole = Optional.of(op);
      }
      partitions.computeIfAbsent(name.orElse(""), n -> new ArrayList<>()).add(op);
    }
    if (whole.isPresent() && part.isPresent()) {
      throw new IllegalArgumentException(
          "'" + model.describe(part.get()) + "' has a partition and '" + model.describe(whole.get())
              + "' has none: all must have one or none");
    }
    return partitions;
  }
}
