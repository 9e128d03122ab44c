package io.quorate.engine.node;

import io.quorate.engine.environment.Environment;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.Leases;
import java.util.Optional;

/**
 * Watches whether the monotonic clock, by which leases are measured, goes on as the wall clock
 * does. When the two part by more than the assumed drift, one of them was set, or the machine stood
 * still in a way that only one of them has noticed. Which of the two is wrong nobody can tell, so
 * leases rest for an election timeout: those that were measured before are over then. Suspicion is
 * all that the wall clock is good for here; no lease is measured by it.
 *
 * <p>Thread-safe.
 */
final class ClockWatch {
  private static final long MILLI = 1_000_000;
  private static final long MILLION = 1_000_000;

  /** The wall clock is read in milliseconds, and not at the same moment. */
  private static final long GRAIN = 2 * MILLI;

  private final Environment environment;
  private final Counters counters;
  private final long period;
  private final long driftPpm;

  private boolean begun;
  private long monotonicAt;
  private long wallAt;
  private long partedNanos;
  private long doubtedUntil = Long.MIN_VALUE;

  ClockWatch(Environment environment, Counters counters, Leases leases, long electionTimeoutNanos) {
    this.environment = environment;
    this.counters = counters;
    this.period = electionTimeoutNanos;
    this.driftPpm = leases.driftPpm();
  }

  /** Looks at both clocks; says whether a lease may be measured now. */
  synchronized boolean trusted() {
    long monotonic = environment.nanoTime();
    long wall = environment.wallMillis();
    long passed = monotonic - monotonicAt;
    if (begun) {
      long parted = (wall - wallAt) * MILLI - passed;
      // What adds up over several looks is noticed too, so the beginning stays for a while.
      if (Math.abs(parted) > GRAIN + share(Math.max(passed, period))) {
        partedNanos = parted;
        doubtedUntil = monotonic + period;
        counters.increment(Counter.LEASES_SUSPENDED);
        begun = false;
      }
    }
    if (!begun || passed >= period) {
      begun = true;
      monotonicAt = monotonic;
      wallAt = wall;
    }
    return monotonic >= doubtedUntil;
  }

  private long share(long nanos) {
    return nanos / MILLION * driftPpm + nanos % MILLION * driftPpm / MILLION;
  }

  /** When the last doubt ends, by the monotonic clock; long ago if there was none. */
  synchronized long doubtedUntil() {
    return doubtedUntil;
  }

  /** What to tell people while leases rest. */
  synchronized Optional<String> problem() {
    return environment.nanoTime() >= doubtedUntil
        ? Optional.empty()
        : Optional.of("reads are not served by leases at present: the wall clock has gone "
            + Math.abs(partedNanos) / MILLI + " ms "
            + (partedNanos > 0 ? "further" : "less far") + " than the monotonic clock");
  }
}
