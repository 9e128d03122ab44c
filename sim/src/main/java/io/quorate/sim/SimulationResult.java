package io.quorate.sim;

import io.quorate.sim.report.TextStory;
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
 * @param guests whether somebody else's code ran, without which the run cannot be seen again
 */
public record SimulationResult(
    Schedule schedule,
    Optional<InvariantViolation> violation,
    Counters counters,
    long digest,
    long virtualNanos,
    long events,
    List<Call> calls,
    Trace trace,
    boolean guests) {

  /**
   * Throws if there was a violation.
   *
   * @throws AssertionError with the violation, the schedule and the last events
   */
  public void assertNoViolation() {
    violation.ifPresent(v -> {
      throw new AssertionError(page(""));
    });
  }

  /**
   * A violation for people, and the schedule to keep.
   *
   * @param command what to type to see it again; empty to work it out
   * @return several lines
   * @throws IllegalArgumentException if there is no violation
   */
  public String page(String command) {
    String story =
        command.isEmpty() ? TextStory.of(this, null) : TextStory.withCommand(this, command);
    return story + "\n" + schedule.toText();
  }
}
