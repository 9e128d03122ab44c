package io.quorate.sim.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.environment.Environment;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimEnvironmentTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long ORIGIN = -(1L << 60);

  private final World world = new World(1);
  private final SimProcess process = new SimProcess(world, 1, 1);
  private final SimEnvironment environment = environment(1_000_000);
  private final List<Long> turns = new ArrayList<>();

  private SimEnvironment environment(long ratePpm) {
    return new SimEnvironment(
        world,
        process,
        new SimClock(world, ORIGIN, ratePpm, 0),
        Schedule.random(1, Profile.QUIET).knobs());
  }

  private Environment.EventLoop loop() {
    return environment.startLoop("loop", () -> turns.add(world.now()));
  }

  @Test
  void severalSignalsBeforeATurnAreOne() {
    Environment.EventLoop loop = loop();
    loop.signal();
    loop.signal();
    assertThat(turns).isEmpty();
    world.runUntil(SECOND);
    loop.signal();
    world.runUntil(2 * SECOND);
    assertThat(turns).hasSize(2);
  }

  @Test
  void aLoopWakesAtTheTimeAskedForLastAndNeverBefore() {
    Environment.EventLoop loop = loop();
    loop.wakeAt(environment.nanoTime() + SECOND);
    loop.wakeAt(environment.nanoTime() + 3 * SECOND);
    world.runUntil(10 * SECOND);
    assertThat(turns)
        .singleElement()
        .satisfies(t -> assertThat(t).isBetween(3 * SECOND, 4 * SECOND));

    loop.wakeAt(environment.nanoTime() + 5 * SECOND);
    loop.wakeAt(environment.nanoTime() + SECOND);
    world.runUntil(20 * SECOND);
    assertThat(turns).hasSize(2);
    assertThat(turns.get(1)).isBetween(11 * SECOND, 12 * SECOND);
  }

  @Test
  void aLoopThatWantsNoWakingIsNotWoken() {
    Environment.EventLoop loop = loop();
    loop.wakeAt(environment.nanoTime() + SECOND);
    loop.wakeAt(Long.MAX_VALUE);
    world.runUntil(10 * SECOND);
    assertThat(turns).isEmpty();
    assertThat(world.executed()).isLessThanOrEqualTo(1);
  }

  @Test
  void aClosedLoopTakesNoTurn() {
    Environment.EventLoop loop = loop();
    loop.signal();
    loop.close();
    world.runUntil(SECOND);
    assertThat(turns).isEmpty();
  }

  @Test
  void aLaneRunsItsTasksInOrderAndDropsThemWhenClosed() {
    List<Integer> ran = new ArrayList<>();
    Environment.Lane lane = environment.startLane("lane");
    for (int i = 0; i < 50; i++) {
      int number = i;
      lane.execute(() -> ran.add(number));
    }
    world.runUntil(10 * SECOND);
    assertThat(ran).hasSize(50).isSorted();

    lane.execute(() -> ran.add(-1));
    lane.close();
    lane.execute(() -> ran.add(-2));
    world.runUntil(20 * SECOND);
    assertThat(ran).hasSize(50);
  }

  @Test
  void nothingHappensAfterTheEndOfTheProcess() {
    Environment.EventLoop loop = loop();
    Environment.Lane lane = environment.startLane("lane");
    loop.signal();
    lane.execute(() -> turns.add(-1L));
    process.kill();
    loop.wakeAt(environment.nanoTime() + 1);
    world.runUntil(SECOND);
    assertThat(turns).isEmpty();
  }

  @Test
  void aPausedProcessDoesEverythingWhenItGoesOn() {
    Environment.EventLoop loop = loop();
    loop.signal();
    process.pause();
    world.runUntil(5 * SECOND);
    assertThat(turns).isEmpty();
    process.resume();
    world.runUntil(6 * SECOND);
    assertThat(turns).containsExactly(5 * SECOND);
  }

  @Test
  void aClockThatRunsFastShowsMoreTimeAndItsTimersComeSooner() {
    SimEnvironment fast = environment(2_000_000);
    fast.startLoop("loop", () -> turns.add(world.now())).wakeAt(ORIGIN + 2 * SECOND);
    world.runUntil(3 * SECOND);
    assertThat(fast.nanoTime()).isEqualTo(ORIGIN + 6 * SECOND);
    assertThat(turns).singleElement().satisfies(t -> assertThat(t).isBetween(SECOND, 2 * SECOND));
  }

  @Test
  void eachProcessHasRandomNumbersOfItsOwn() {
    SimEnvironment next = new SimEnvironment(
        world,
        new SimProcess(world, 1, 2),
        new SimClock(world, 0, 1_000_000, 0),
        Schedule.random(1, Profile.QUIET).knobs());
    assertThat(next.random("x").nextLong(1L << 60))
        .isNotEqualTo(environment.random("x").nextLong(1L << 60));
    assertThat(environment.random("x").nextLong(1L << 60))
        .isEqualTo(environment.random("x").nextLong(1L << 60));
  }
}
