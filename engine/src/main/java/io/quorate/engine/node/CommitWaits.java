package io.quorate.engine.node;

/**
 * Since when some proposals that are committed now had been in the log. Gathered without a look at
 * the clock, which is read once for all of them.
 */
final class CommitWaits {
  private int count;
  private long first;

  /** Relative to the first, so that the clock's origin may be anywhere. */
  private long sum;

  private long earliest;

  void add(long since) {
    if (count == 0) {
      first = since;
    }
    count++;
    sum += since - first;
    earliest = Math.min(earliest, since - first);
  }

  int count() {
    return count;
  }

  long total(long now) {
    return count * (now - first) - sum;
  }

  long longest(long now) {
    return count == 0 ? 0 : now - first - earliest;
  }

  void clear() {
    count = 0;
    sum = 0;
    earliest = 0;
  }
}
