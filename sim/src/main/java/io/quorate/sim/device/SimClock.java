package io.quorate.sim.device;

import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.List;

/**
 * The clocks of one process. The monotonic one has an origin of its own, may run at another rate
 * than virtual time, and never goes back. The wall clock is skewed, jumps and stands still.
 */
public final class SimClock {
  /** The rate of virtual time. */
  public static final long TRUE_RATE = 1_000_000;

  private static final long WALL_ORIGIN_MILLIS = 1_800_000_000_000L;

  private final World world;
  private long since;
  private long shown;
  private long ratePpm;
  private long skewMillis;
  private final long usualPpm;
  private long slowest = 1;
  private long fastest = Long.MAX_VALUE;
  private final List<Long> factors = new ArrayList<>();
  private long frozenAt = Long.MIN_VALUE;
  private Runnable onRateChange = () -> {};

  /** Where the rate changed: virtual time, what was shown, the rate from then on. */
  private final List<long[]> course = new ArrayList<>();

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
    this.since = world.now();
    this.shown = origin;
    this.usualPpm = ratePpm;
    this.ratePpm = ratePpm;
    this.skewMillis = skewMillis;
    course.add(new long[] {since, shown, ratePpm});
  }

  /**
   * The monotonic clock.
   *
   * @return nanoseconds
   */
  public long nanoTime() {
    return shown + scale(world.now() - since, ratePpm, TRUE_RATE);
  }

  /**
   * When the monotonic clock showed a time.
   *
   * @param nanoTime by the monotonic clock, not after what it shows now
   * @return virtual nanoseconds, rounded down; when the clock was made, if that is later
   */
  public long whenShowed(long nanoTime) {
    for (int i = course.size() - 1; i >= 0; i--) {
      long[] part = course.get(i);
      if (nanoTime >= part[1]) {
        return part[0] + scale(nanoTime - part[1], TRUE_RATE, part[2]);
      }
    }
    return course.get(0)[0];
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
    return ratePpm == TRUE_RATE ? left : scale(left, TRUE_RATE, ratePpm) + 1;
  }

  /**
   * The wall clock.
   *
   * @return milliseconds since 1970
   */
  public long wallMillis() {
    long time = frozenAt == Long.MIN_VALUE ? world.now() : frozenAt;
    return WALL_ORIGIN_MILLIS + time / 1_000_000 + skewMillis;
  }

  /**
   * Lets the wall clock jump.
   *
   * @param millis forward, or back if negative
   */
  public void step(long millis) {
    skewMillis += millis;
  }

  /** Lets the wall clock stand still. */
  public void freeze() {
    frozenAt = world.now();
  }

  /** Lets the wall clock show the time again. */
  public void thaw() {
    frozenAt = Long.MIN_VALUE;
  }

  /**
   * Makes the monotonic clock faster or slower, besides what else does.
   *
   * @param perMille a thousand changes nothing
   */
  public void addFactor(long perMille) {
    factors.add(perMille);
    changeRate();
  }

  /**
   * Ends what {@link #addFactor} began.
   *
   * @param perMille the same
   */
  public void removeFactor(long perMille) {
    factors.remove(perMille);
    changeRate();
  }

  /**
   * Keeps the monotonic clock from running at another rate than virtual time by more than a bound,
   * whatever it was told and is told.
   *
   * @param ppm in millionths
   */
  public void keepWithin(long ppm) {
    slowest = TRUE_RATE - ppm;
    fastest = TRUE_RATE + ppm;
    changeRate();
  }

  private void changeRate() {
    shown = nanoTime();
    since = world.now();
    long rate = usualPpm;
    for (long factor : factors) {
      rate = Math.max(1, rate * factor / 1000);
    }
    ratePpm = Math.min(fastest, Math.max(slowest, rate));
    course.add(new long[] {since, shown, ratePpm});
    onRateChange.run();
  }

  /** Whoever has computed when a timer rings must compute it anew. */
  void onRateChange(Runnable action) {
    onRateChange = action;
  }

  /** In two parts, so that the product does not overflow. */
  private static long scale(long value, long times, long by) {
    return times == by ? value : value / by * times + value % by * times / by;
  }
}
