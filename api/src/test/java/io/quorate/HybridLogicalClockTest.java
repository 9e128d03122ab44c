package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HybridLogicalClockTest {
  private static final Duration DRIFT = Duration.ofMinutes(1);

  private final AtomicLong wall = new AtomicLong(1_000_000);
  private final HybridLogicalClock clock =
      new HybridLogicalClock(7, wall::get, DRIFT, HybridTimestamp.ZERO);

  @Test
  void aReadingIsTheWallClockAndTheNode() {
    assertThat(clock.now())
        .isEqualTo(new HybridTimestamp(1_000_000, 0, 7))
        .hasToString("1000000.0@7");
  }

  @Test
  void withinAMillisecondTheCounterRuns() {
    clock.now();
    assertThat(clock.now()).isEqualTo(new HybridTimestamp(1_000_000, 1, 7));
    wall.incrementAndGet();
    assertThat(clock.now()).isEqualTo(new HybridTimestamp(1_000_001, 0, 7));
  }

  @Test
  void aWallClockThatJumpsBackOnlyMakesTheCounterRun() {
    HybridTimestamp before = clock.now();
    wall.addAndGet(-Duration.ofHours(3).toMillis());
    assertThat(clock.now()).isEqualTo(new HybridTimestamp(before.physicalMillis(), 1, 7));
    wall.addAndGet(Duration.ofHours(6).toMillis());
    assertThat(clock.now().physicalMillis()).isEqualTo(wall.get());
  }

  @Test
  void aCounterThatOverflowsMovesThePhysicalPartOn() {
    assertThat(clock.update(new HybridTimestamp(1_000_000, HybridTimestamp.MAX_COUNTER, 9)))
        .isTrue();
    assertThat(clock.now()).isEqualTo(new HybridTimestamp(1_000_001, 0, 7));
  }

  @Test
  void aReadingIsLaterThanAllThatWasMerged() {
    HybridTimestamp received = new HybridTimestamp(1_000_500, 3, 9);
    assertThat(clock.update(received)).isTrue();
    assertThat(clock.now()).isEqualTo(new HybridTimestamp(1_000_500, 4, 7)).isGreaterThan(received);
    assertThat(clock.update(new HybridTimestamp(5, 0, 9))).isTrue();
    assertThat(clock.now()).isEqualTo(new HybridTimestamp(1_000_500, 5, 7));
  }

  @Test
  void aTimestampTooFarAheadIsRefusedAndChangesNothing() {
    assertThat(clock.update(new HybridTimestamp(1_000_000 + DRIFT.toMillis(), 0, 9)))
        .isTrue();
    assertThat(clock.update(new HybridTimestamp(1_000_001 + DRIFT.toMillis(), 0, 9)))
        .isFalse();
    assertThat(clock.now()).isEqualTo(new HybridTimestamp(1_000_000 + DRIFT.toMillis(), 1, 7));
  }

  @Test
  void aReadingIsLaterThanWhatIsInForceHoweverFarAheadThatIs() {
    HybridTimestamp inForce = new HybridTimestamp(wall.get() + 86_400_000, 7, 9);
    clock.advance(inForce);
    assertThat(clock.now()).isGreaterThan(inForce);
    clock.advance(HybridTimestamp.ZERO);
    assertThat(clock.now()).isGreaterThan(inForce);
  }

  @Test
  void itSaysHowFarItIsAheadOfTheWallClock() {
    clock.now();
    assertThat(clock.aheadOfWallClock()).isZero();
    clock.advance(new HybridTimestamp(wall.get() + 86_400_000, 7, 9));
    assertThat(clock.aheadOfWallClock()).isEqualTo(Duration.ofDays(1));
    wall.addAndGet(86_400_001);
    assertThat(clock.aheadOfWallClock()).isZero();
    wall.addAndGet(-3_600_001);
    assertThat(clock.aheadOfWallClock()).isEqualTo(Duration.ofHours(1));
    assertThat(clock.aheadOfWallClock(new HybridTimestamp(wall.get() + 5, 0, 9)))
        .isEqualTo(Duration.ofMillis(5));
    assertThat(clock.aheadOfWallClock(HybridTimestamp.ZERO)).isZero();
  }

  @Test
  void aNegativeBoundIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HybridLogicalClock(7, wall::get, Duration.ofMillis(-1), HybridTimestamp.ZERO))
        .withMessage("maxDrift PT-0.001S is negative");
  }

  @Test
  void aRestartedClockIsLaterThanWhatWasUsedBefore() {
    HybridTimestamp used = new HybridTimestamp(2_000_000, 8, 7);
    assertThat(new HybridLogicalClock(7, wall::get, DRIFT, used).now()).isGreaterThan(used);
  }

  @Test
  void aWallClockBefore1970ReadsAs1970() {
    wall.set(-5);
    assertThat(clock.now())
        .isEqualTo(new HybridTimestamp(0, 1, 7))
        .isGreaterThan(HybridTimestamp.ZERO);
  }

  @Test
  void timestampsOfOneMomentAreOrderedByNode() {
    List<HybridTimestamp> mixed = List.of(
        new HybridTimestamp(1, 0, 2),
        new HybridTimestamp(0, 5, 9),
        new HybridTimestamp(1, 0, 1),
        new HybridTimestamp(0, 4, 9));
    assertThat(mixed.stream().sorted().map(HybridTimestamp::toString))
        .containsExactly("0.4@9", "0.5@9", "1.0@1", "1.0@2");
  }

  @Test
  void nodesAreCountedFrom1() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HybridLogicalClock(0, wall::get, DRIFT, HybridTimestamp.ZERO))
        .withMessage("nodeId 0 is not at least 1");
  }
}
