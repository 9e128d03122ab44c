package io.quorate.sim;

import io.quorate.sim.schedule.Profile;
import io.quorate.sim.world.Counters;
import io.quorate.sim.world.Digest;
import io.quorate.sim.world.Mark;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Many runs, several at a time; each on one thread. */
public final class Sweep {
  private final Profile profile;
  private final LongFunction<SimulationResult> run;
  private final Counters counters = new Counters();
  private final List<SimulationResult> violations = new ArrayList<>();
  private final List<long[]> digests = new ArrayList<>();
  private final List<Long> acked = new ArrayList<>();
  private final List<Long> leaderChanges = new ArrayList<>();
  private long seeds;
  private long virtualNanos;
  private long cpuNanos;

  private Sweep(Profile profile, LongFunction<SimulationResult> run) {
    this.profile = profile;
    this.run = run;
  }

  /**
   * Runs the engine through many seeds.
   *
   * @param firstSeed the first
   * @param seeds how many
   * @param profile which faults
   * @param threads how many runs at a time
   * @param seen gets every result, one at a time, in no particular order
   * @return the sum of it
   */
  public static Sweep run(
      long firstSeed, long seeds, Profile profile, int threads, Consumer<SimulationResult> seen) {
    Sweep sweep =
        new Sweep(profile, seed -> Simulation.ofEngine().faults(profile).run(seed));
    sweep.run(firstSeed, seeds, threads, seen);
    return sweep;
  }

  /** As {@link #run(long, long, Profile, int, Consumer)}, of something else. */
  static Sweep of(
      Profile profile,
      LongFunction<SimulationResult> run,
      long firstSeed,
      long seeds,
      int threads,
      Consumer<SimulationResult> seen) {
    Sweep sweep = new Sweep(profile, run);
    sweep.run(firstSeed, seeds, threads, seen);
    return sweep;
  }

  private void run(long firstSeed, long count, int threads, Consumer<SimulationResult> seen) {
    AtomicLong next = new AtomicLong(firstSeed);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread worker = new Thread(() -> work(next, firstSeed + count, seen), "sweep-" + i);
      worker.start();
      workers.add(worker);
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      next.set(firstSeed + count);
      Thread.currentThread().interrupt();
    }
    violations.sort(Comparator.comparingLong(r -> r.schedule().seed()));
    digests.sort(Comparator.comparingLong(d -> d[0]));
    acked.sort(null);
    leaderChanges.sort(null);
  }

  private void work(AtomicLong next, long end, Consumer<SimulationResult> seen) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      SimulationResult result = run.apply(seed);
      long now = threads.getCurrentThreadCpuTime();
      take(result, now - before, seen);
      before = now;
    }
  }

  private synchronized void take(
      SimulationResult result, long cpu, Consumer<SimulationResult> seen) {
    seeds++;
    cpuNanos += cpu;
    virtualNanos += result.virtualNanos();
    counters.addAll(result.counters());
    digests.add(new long[] {result.schedule().seed(), result.digest()});
    acked.add(result.counters().get(Mark.ACKED));
    leaderChanges.add(result.counters().get(Mark.LEADER_CHANGES));
    if (result.violation().isPresent()) {
      violations.add(result);
    }
    seen.accept(result);
  }

  /**
   * Runs with a violation.
   *
   * @return by seed
   */
  public List<SimulationResult> violations() {
    return List.copyOf(violations);
  }

  /**
   * What happened how often, over all runs.
   *
   * @return the sums
   */
  public Counters counters() {
    return counters;
  }

  /**
   * What never happened: nothing has been proved about it.
   *
   * @return empty after a sweep that is worth something
   */
  public List<Mark> missing() {
    List<Mark> missing = new ArrayList<>();
    for (Mark mark : Mark.values()) {
      if (counters.get(mark) == 0) {
        missing.add(mark);
      }
    }
    return missing;
  }

  /**
   * A digest over the digests of all runs.
   *
   * @return equal for equal sweeps
   */
  public long digest() {
    Digest all = new Digest(0);
    digests.forEach(d -> all.add(d[1]));
    return all.value();
  }

  /**
   * The median of acknowledged writes per run.
   *
   * @return 0 if there was no run
   */
  public long medianAcknowledged() {
    return acked.isEmpty() ? 0 : acked.get(acked.size() / 2);
  }

  /**
   * The median of leader changes per run, after the first leaders.
   *
   * @return 0 if there was no run
   */
  public long medianLeaderChanges() {
    return leaderChanges.isEmpty() ? 0 : leaderChanges.get(leaderChanges.size() / 2);
  }

  /**
   * How many runs there were.
   *
   * @return the number of seeds
   */
  public long seeds() {
    return seeds;
  }

  /**
   * The virtual time of all runs.
   *
   * @return hours
   */
  public double simulatedHours() {
    return virtualNanos / 3.6e12;
  }

  /**
   * The speed.
   *
   * @return simulated hours per minute of processor time
   */
  public double hoursPerCpuMinute() {
    return cpuNanos == 0 ? 0 : simulatedHours() / (cpuNanos / 6e10);
  }

  /**
   * Which faults the runs had.
   *
   * @return the profile
   */
  public Profile profile() {
    return profile;
  }
}
