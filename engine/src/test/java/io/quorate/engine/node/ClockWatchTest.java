package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.raft.Leases;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clocks that part, and leases that rest then. */
class ClockWatchTest {
  private static final long MILLI = 1_000_000;
  private static final long ELECTION = 1_000 * MILLI;

  private final FakeEnvironment environment = new FakeEnvironment();
  private final Counters counters = new Counters();
  private final ClockWatch clocks =
      new ClockWatch(environment, counters, new Leases(true, true, 10_000), ELECTION);

  @BeforeEach
  void look() {
    assertThat(clocks.trusted()).isTrue();
  }

  private boolean after(long monotonicMillis, long wallMillis) {
    environment.now += monotonicMillis * MILLI;
    environment.wall += wallMillis;
    return clocks.trusted();
  }

  @Test
  void clocksThatGoOnTogetherAreTrusted() {
    for (int i = 0; i < 100; i++) {
      assertThat(after(1_000, 1_005)).isTrue();
      assertThat(after(50, 48)).isTrue();
    }
    assertThat(after(3_600_000, 3_600_000)).isTrue();
    assertThat(clocks.problem()).isEmpty();
  }

  @Test
  void aStepEitherWayIsDoubtedForAnElectionTimeout() {
    for (long step : new long[] {13, -13, 86_400_000, -86_400_000}) {
      assertThat(after(1, 1 + step)).isFalse();
      assertThat(clocks.problem())
          .hasValueSatisfying(problem -> assertThat(problem)
              .contains("by leases", Math.abs(step) + " ms", step > 0 ? "further" : "less far"));
      assertThat(after(999, 999)).isFalse();
      assertThat(after(1, 1)).isTrue();
      assertThat(clocks.problem()).isEmpty();
    }
    assertThat(counters.snapshot()).containsEntry("leases.suspended", 4L);
  }

  /** A machine that was suspended: its monotonic clock may not have noticed. */
  @Test
  void aPauseThatOnlyTheWallClockSawIsDoubted() {
    assertThat(after(0, 5_000)).isFalse();
  }

  @Test
  void aClockThatRunsTooFastIsFoundOutOverSeveralLooks() {
    boolean trusted = true;
    for (int i = 0; i < 40 && trusted; i++) {
      trusted = after(50, 52);
    }
    assertThat(trusted).isFalse();
  }

  @Test
  void aLeaseEndsByTheMonotonicClockAndRestsWhileThatIsDoubted() {
    ReadLease lease = new ReadLease(environment, clocks);
    assertThat(lease.holds()).isFalse();
    lease.lasts(OptionalLong.of(environment.now + 10 * MILLI));
    assertThat(lease.holds()).isTrue();
    environment.now += 10 * MILLI;
    environment.wall += 10;
    assertThat(lease.holds()).isFalse();
    lease.lasts(OptionalLong.of(Long.MAX_VALUE));
    assertThat(lease.holds()).isTrue();
    environment.wall -= 60_000;
    assertThat(lease.holds()).isFalse();
    lease.lasts(OptionalLong.empty());
    environment.now += ELECTION;
    assertThat(lease.holds()).isFalse();
  }
}
