package io.quorate.sim.device;

import io.quorate.sim.world.World;

/**
 * The clocks of one process. The monotonic one has an origin of its own and may run at another rate
 * than virtual time; the wall clock is skewed.
 */
public final class SimClock {
  private static final long WALL_ORIGIN_MILLIS = 1_800_000_000_000L;
  private static final long MILLION = 1_000_000;

  private final World world;
  private final long start;
  private final long origin;
  private final long ratePpm;
  private final long skewMillis;

  /**
   * Makes the clocks.
   *
   * @param world the time
   * @param origin what the monotonic clock shows now
   * @param ratePpm how fast it runs: a million is the speed of virtual time
   * @param skewMillis how far the wall clock is ahead
   */
  public SimClock(World world, long origin, long ratePpm, long skewMillis) {
    this.world = world;
    this.start = world.now();
    this.origin = origin;
    this.ratePpm = ratePpm;
    this.skewMillis = skewMillis;
  }

  /**
   * The monotonic clock.
   *
   * @return nanoseconds
   */
  public long nanoTime() {
    return origin + scale(world.now() - start, ratePpm, MILLION);
  }

  /**
   * How long from now until the monotonic clock shows a time.
   *
   * @param nanoTime by the monotonic clock
   * @return virtual nanoseconds; 0 if it has passed, {@code Long.MAX_VALUE} if it never comes
   */
  public long until(long nanoTime) {
    if (nanoTime == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long left = nanoTime - nanoTime();
    if (left <= 0) {
      return 0;
    }
    // Rounded up: a timer never rings early.
    return ratePpm == MILLION ? left : scale(left, MILLION, ratePpm) + 1;
  }

  /**
   * The wall clock.
   *
   * @return milliseconds since 1970
   */
  public long wallMillis() {
    return WALL_ORIGIN_MILLIS + world.now() / MILLION + skewMillis;
  }

  /** In two parts, so that the product does not overflow. */
  private static long scale(long value, long times, long by) {
    return times == by ? value : value / by * times + value % by * times / by;
  }
}
