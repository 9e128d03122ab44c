package io.quorate.sim.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.world.World;
import org.junit.jupiter.api.Test;

class SimClockTest {
  private static final long SECOND = 1_000_000_000;

  private final World world = new World(1);
  private final SimClock clock = new SimClock(world, 0, 1_000_000, 0);

  private long shownInASecond() {
    long before = clock.nanoTime();
    world.runUntil(world.now() + SECOND);
    return clock.nanoTime() - before;
  }

  @Test
  void whatMakesItFasterOrSlowerMayOverlap() {
    clock.addFactor(500);
    assertThat(shownInASecond()).isEqualTo(SECOND / 2);
    clock.addFactor(2000);
    assertThat(shownInASecond()).isEqualTo(SECOND);
    clock.removeFactor(500);
    assertThat(shownInASecond()).isEqualTo(2 * SECOND);
    clock.removeFactor(2000);
    assertThat(shownInASecond()).isEqualTo(SECOND);
  }

  @Test
  void itNeverStandsStill() {
    clock.addFactor(1);
    clock.addFactor(1);
    clock.addFactor(1);
    assertThat(shownInASecond()).isPositive();
    assertThat(clock.until(clock.nanoTime() + 1)).isPositive();
  }
}
