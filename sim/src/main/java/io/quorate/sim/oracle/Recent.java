package io.quorate.sim.oracle;

import java.util.Arrays;

/** When something last happened, some times back. */
final class Recent {
  private static final long NEVER = Long.MIN_VALUE;

  private final long[] times;
  private int next;

  Recent(int remembered) {
    times = new long[remembered];
    Arrays.fill(times, NEVER);
  }

  /** Notes that it happened. Returns whether it did so as often as is remembered in this time. */
  boolean happened(long now, long span) {
    long first = times[next];
    times[next] = now;
    next = (next + 1) % times.length;
    return first != NEVER && now - first < span;
  }
}
