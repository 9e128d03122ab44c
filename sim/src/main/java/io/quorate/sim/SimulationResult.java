package io.quorate.sim;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Counters;
import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.Trace;
import java.util.List;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param schedule what was run
 * @param violation the first one, if any
 * @param counters what happened how often
 * @param digest of everything that happened; equal for equal runs
 * @param virtualNanos how long the run was
 * @param events how many events it had
 * @param calls what the clients did, as data for {@link Schedule#withCalls}
 * @param trace the last events, or all, as was asked for
 */
public record SimulationResult(
    Schedule schedule,
    Optional<InvariantViolation> violation,
    Counters counters,
    long digest,
    long virtualNanos,
    long events,
    List<Call> calls,
    Trace trace) {

  /**
   * Throws if there was a violation.
   *
   * @throws AssertionError with the violation, the schedule and the last events
   */
  public void assertNoViolation() {
    violation.ifPresent(v -> {
      throw new AssertionError(page(v, "Schedule.parse(…) of the text below"));
    });
  }

  /**
   * A violation for people.
   *
   * @param v the violation
   * @param reproducer how to see it again
   * @return several lines
   */
  String page(InvariantViolation v, String reproducer) {
    return "VIOLATION " + v + "\n  again: " + reproducer + "\n  " + String.join("\n  ", v.trace())
        + "\n" + schedule.toText();
  }
}
