package io.quorate.sim.tck.transport;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread or process will do, and no longer. */
public final class Await {
  private static final long POLL_NANOS = 1_000_000;

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @param limit how long at most
   * @param what what is waited for, for the error
   * @param condition cheap; asked every millisecond
   * @throws AssertionError if it does not hold in time
   */
  public static void until(Duration limit, Supplier<String> what, BooleanSupplier condition) {
    if (!within(limit, condition)) {
      throw new AssertionError("not within " + limit.toMillis() + " ms: " + what.get());
    }
  }

  /**
   * Waits until a condition holds.
   *
   * @param limit how long at most
   * @param condition cheap; asked every millisecond
   * @return whether it came to hold
   */
  public static boolean within(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return condition.getAsBoolean();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }
}
