package io.quorate.sim.minimise;

import io.quorate.sim.SimulationResult;
import io.quorate.sim.minimise.Minimised.Step;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.InvariantViolation;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a failing schedule small: fewer elements first, then calmer settings and simpler elements.
 * A smaller schedule counts as failing when it violates the same invariant, by its id; where and
 * how a run ended otherwise is no part of it.
 *
 * <p>The outcome is a function of the schedule, of what is run and of the budget: the budget is
 * counted in runs, and several threads find what one would find.
 *
 * <p>Immutable. Each method that changes a setting returns another minimiser.
 */
public final class Minimiser {
  /** Enough for most: a few dozen seconds. */
  public static final int BUDGET = 1_000;

  private static final int SEEDS_FOR_CALM = 8;
  private static final int SEEDS_AT_FIRST = 4;
  private static final int SEEDS_AT_LAST = 16;

  private final Function<Schedule, SimulationResult> run;
  private final int budget;
  private final int threads;
  private final boolean anyInvariant;
  private final Consumer<Step> listener;

  /**
   * Minimises what a run finds.
   *
   * @param run what is run, a pure function of the schedule, such as
   *     {@code Simulation.ofEngine()::run}; with several threads it is called by all of them
   */
  public Minimiser(Function<Schedule, SimulationResult> run) {
    this(run, BUDGET, 1, false, step -> {});
  }

  private Minimiser(
      Function<Schedule, SimulationResult> run,
      int budget,
      int threads,
      boolean anyInvariant,
      Consumer<Step> listener) {
    this.run = run;
    this.budget = budget;
    this.threads = threads;
    this.anyInvariant = anyInvariant;
    this.listener = listener;
  }

  /**
   * Limits the number of runs.
   *
   * @param runs at most so many, the first included; at least 1
   * @return a minimiser with this budget
   */
  public Minimiser withBudget(int runs) {
    if (runs < 1) {
      throw new IllegalArgumentException("a budget of " + runs + " runs is not at least 1");
    }
    return new Minimiser(run, runs, threads, anyInvariant, listener);
  }

  /**
   * Runs several schedules at a time. The outcome stays the same.
   *
   * @param count how many threads; at least 1
   * @return a minimiser with so many threads
   */
  public Minimiser withThreads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(count + " threads are not at least 1");
    }
    return new Minimiser(run, budget, count, anyInvariant, listener);
  }

  /**
   * Takes every violation for the one that is looked for, whatever its invariant.
   *
   * @return a minimiser that does so
   */
  public Minimiser withAnyInvariant() {
    return new Minimiser(run, budget, threads, true, listener);
  }

  /**
   * Tells somebody of the progress.
   *
   * @param heard gets each reduction that held, on the caller's thread
   * @return a minimiser that tells
   */
  public Minimiser withListener(Consumer<Step> heard) {
    return new Minimiser(run, budget, threads, anyInvariant, heard);
  }

  /**
   * Makes a schedule small.
   *
   * @param schedule one that fails
   * @return the smallest that was found within the budget
   * @throws IllegalArgumentException if the schedule does not fail
   */
  public Minimised minimise(Schedule schedule) {
    SimulationResult first = run.apply(schedule);
    InvariantViolation violation = first
        .violation()
        .orElseThrow(() -> new IllegalArgumentException("the run of seed " + schedule.seed()
            + " violates nothing: only a schedule that fails can be minimised"));
    Predicate<InvariantViolation> same =
        seen -> anyInvariant || seen.invariant().equals(violation.invariant());
    ExecutorService executor = threads == 1 ? null : Executors.newFixedThreadPool(threads);
    try {
      Search search = new Search(run, same, first, budget, threads, executor, listener);
      minimise(search, first);
      return search.outcome(schedule.withCalls(first.calls()).elements());
    } finally {
      if (executor != null) {
        executor.shutdownNow();
      }
    }
  }

  private static void minimise(Search search, SimulationResult first) {
    TimeCut time = new TimeCut(search);
    Removal removal = new Removal(search);
    Calm calm = new Calm(search);
    Simplification simplification = new Simplification(search);
    Merging merging = new Merging(search);

    if (first.schedule().traffic().clients() > 0) {
      search.take("with all calls as data", first.schedule().withCalls(first.calls()));
    }
    time.reduce();
    removal.classes();
    simplification.atOnce();
    calm.everything(SEEDS_FOR_CALM);
    time.reduce();
    removal.classes();
    calm.stepwise();
    removal.many();
    calm.everything(SEEDS_FOR_CALM);
    time.reduce();
    int seeds = SEEDS_AT_FIRST;
    boolean going = true;
    while (going && !search.exhausted()) {
      Schedule before = search.best();
      removal.chunks();
      merging.pairs();
      time.moveEarlier(seeds);
      removal.underOtherNoise(seeds);
      calm.everything(seeds);
      simplification.oneByOne();
      time.reduce();
      calm.stepwise();
      going = !before.equals(search.best()) || seeds < SEEDS_AT_LAST;
      seeds = Math.min(SEEDS_AT_LAST, seeds * 2);
    }
  }
}
