package io.quorate.engine.auth;

import java.util.Arrays;

/**
 * Which numbers have come: each counts once, and none that is far behind the highest counts (as in
 * RFC 4303, section 3.4.3). Not thread-safe.
 */
final class ReplayWindow {
  /** Frames may overtake one another by so many. */
  static final int LENGTH = 4096;

  private final long[] seen = new long[LENGTH / Long.SIZE];
  private long highest;

  /** Whether a number can still count. */
  boolean isNew(long number) {
    if (number < 1 || number <= highest - LENGTH) {
      return false;
    }
    return number > highest || (seen[word(number)] & bit(number)) == 0;
  }

  /** Counts a number; says whether that is the first time. */
  boolean accept(long number) {
    if (!isNew(number)) {
      return false;
    }
    if (number > highest) {
      clear(highest, number);
      highest = number;
    }
    seen[word(number)] |= bit(number);
    return true;
  }

  /** What lies between has not come; its places were those of numbers that count no more. */
  private void clear(long before, long number) {
    long passed = number - before;
    if (passed < 0 || passed >= LENGTH) {
      Arrays.fill(seen, 0);
      return;
    }
    for (long i = before + 1; i <= number; i++) {
      seen[word(i)] &= ~bit(i);
    }
  }

  private static int word(long number) {
    return (int) (number / Long.SIZE % (LENGTH / Long.SIZE));
  }

  private static long bit(long number) {
    return 1L << number;
  }
}
