package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.HybridLogicalClock;
import io.quorate.HybridTimestamp;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time stamps that do not fit the wall clock are taken, and told about. */
class StampWatchTest {
  private static final Duration BOUND = Duration.ofMinutes(1);
  private static final long DAY = 86_400_000;

  private final AtomicLong wall = new AtomicLong(10 * DAY);
  private final HybridLogicalClock clock =
      new HybridLogicalClock(1, wall::get, BOUND, HybridTimestamp.ZERO);
  private final Counters counters = new Counters();
  private final StampWatch stamps = new StampWatch(clock, counters, 1, BOUND);

  private void stored(long millis, int node) {
    stamps.inForce(new HybridTimestamp(millis, 0, node));
  }

  @Test
  void stampsWithinTheBoundAreNoProblem() {
    stored(wall.get() + BOUND.toMillis(), 2);
    assertThat(stamps.problem()).isEmpty();
    assertThat(counters.snapshot()).containsEntry("stamps.ahead", 0L);
  }

  @Test
  void anotherMemberWhoseClockIsAheadIsNamedUntilTheWallClockHasCaughtUp() {
    stored(wall.get() + DAY, 3);
    assertThat(stamps.problem())
        .hasValueSatisfying(problem -> assertThat(problem)
            .contains("86400 s ahead", "clock.max-drift", "60000 ms", "node 3 is ahead"));
    assertThat(counters.snapshot()).containsEntry("stamps.ahead", 1L);
    assertThat(clock.now()).isGreaterThan(new HybridTimestamp(wall.get() + DAY, 0, 3));
    wall.addAndGet(DAY);
    assertThat(stamps.problem()).isEmpty();
  }

  @Test
  void aWallClockThatWasSetBackIsToldOf() {
    stored(clock.now().physicalMillis(), 1);
    wall.addAndGet(-DAY);
    assertThat(stamps.problem())
        .hasValueSatisfying(problem ->
            assertThat(problem).contains("was set back").doesNotContain("or that of node"));
    HybridTimestamp before = clock.now();
    stored(before.physicalMillis(), 1);
    assertThat(clock.now()).isGreaterThan(before);
  }
}
