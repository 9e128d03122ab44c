package io.quorate.sim.minimise;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.minimise.Minimised.Step;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The best schedule so far, and the runs that may still be made to better it. Of several candidates
 * the first in order that fails is taken, however many are tried at a time, so that the outcome
 * does not depend on threads.
 */
final class Search {
  private final Function<Schedule, SimulationResult> run;
  private final Predicate<InvariantViolation> same;
  private final int budget;
  private final int threads;
  private final ExecutorService executor;
  private final Consumer<Step> listener;
  private final List<Step> steps = new ArrayList<>();

  /** Only asked whether something is in it. */
  private final Set<Schedule> passed = new LinkedHashSet<>();

  private Schedule best;
  private SimulationResult result;
  private int evaluations;

  /**
   * Begins.
   *
   * @param executor for several runs at a time; null for one
   */
  Search(
      Function<Schedule, SimulationResult> run,
      Predicate<InvariantViolation> same,
      SimulationResult first,
      int budget,
      int threads,
      ExecutorService executor,
      Consumer<Step> listener) {
    this.run = run;
    this.same = same;
    this.budget = budget;
    this.threads = threads;
    this.executor = executor;
    this.listener = listener;
    this.best = first.schedule();
    this.result = first;
    this.evaluations = 1;
  }

  /** The smallest schedule so far. */
  Schedule best() {
    return best;
  }

  /** Of the best. */
  SimulationResult result() {
    return result;
  }

  InvariantViolation violation() {
    return result.violation().orElseThrow();
  }

  int evaluations() {
    return evaluations;
  }

  List<Step> steps() {
    return steps;
  }

  boolean exhausted() {
    return evaluations >= budget;
  }

  /** Takes a candidate if it fails. */
  boolean take(String what, Schedule candidate) {
    return takeFirst(what, List.of(candidate)) == 0;
  }

  /** Takes the first candidate that fails, and says which; -1 if none does. */
  int takeFirst(String what, List<Schedule> candidates) {
    int next = 0;
    while (next < candidates.size() && !exhausted()) {
      List<Integer> window = new ArrayList<>();
      int width = Math.min(threads, budget - evaluations);
      while (next < candidates.size() && window.size() < width) {
        Schedule candidate = candidates.get(next);
        if (!candidate.equals(best) && !passed.contains(candidate)) {
          window.add(next);
        }
        next++;
      }
      List<SimulationResult> results = runAll(window, candidates);
      for (int i = 0; i < window.size(); i++) {
        evaluations++;
        SimulationResult seen = results.get(i);
        if (seen.violation().filter(same).isPresent()) {
          Schedule candidate = candidates.get(window.get(i));
          best = candidate;
          result = seen;
          Step step = new Step(evaluations, candidate.elements(), what);
          steps.add(step);
          listener.accept(step);
          return window.get(i);
        }
        passed.add(candidates.get(window.get(i)));
      }
    }
    return -1;
  }

  private List<SimulationResult> runAll(List<Integer> window, List<Schedule> candidates) {
    List<SimulationResult> results = new ArrayList<>();
    if (executor == null) {
      window.forEach(i -> results.add(run.apply(candidates.get(i))));
      return results;
    }
    List<Future<SimulationResult>> futures = new ArrayList<>();
    window.forEach(i -> futures.add(executor.submit(() -> run.apply(candidates.get(i)))));
    for (Future<SimulationResult> future : futures) {
      results.add(await(future));
    }
    return results;
  }

  private static SimulationResult await(Future<SimulationResult> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run threw " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while runs were under way", e);
    }
  }

  /** The outcome. */
  Minimised outcome(int before) {
    return new Minimised(best, result, before, best.elements(), evaluations, steps);
  }

  /** Whether a result fails in the way that is looked for. */
  Optional<InvariantViolation> failure(SimulationResult seen) {
    return seen.violation().filter(same);
  }
}
