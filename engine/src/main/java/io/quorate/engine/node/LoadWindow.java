package io.quorate.engine.node;

/**
 * What was asked of a partition and how long it took, within the last seconds and in all. Time is
 * cut into slices, and one that has become too old is cleared when its place is needed: nothing has
 * to run while nothing happens.
 */
final class LoadWindow {
  static final long SLICE_NANOS = 500_000_000L;

  /** The one that is being filled, and whole ones before it. */
  static final int SLICES = 11;

  private static final double NANOS_PER_SECOND = 1e9;

  private final long origin;
  private final long[] proposals = new long[SLICES];
  private final long[] commits = new long[SLICES];
  private final long[] waits = new long[SLICES];
  private final long[] longest = new long[SLICES];
  private long current;
  private long allProposals;
  private long allCommits;
  private long allWaits;

  LoadWindow(long now) {
    this.origin = now;
  }

  void proposed(int count, long now) {
    proposals[slice(now)] += count;
    allProposals += count;
  }

  void committed(CommitWaits some, long now) {
    int slice = slice(now);
    long total = some.total(now);
    commits[slice] += some.count();
    waits[slice] += total;
    longest[slice] = Math.max(longest[slice], some.longest(now));
    allCommits += some.count();
    allWaits += total;
  }

  double proposalsPerSecond(long now) {
    slice(now);
    return sum(proposals) * NANOS_PER_SECOND / span(now);
  }

  double commitsPerSecond(long now) {
    slice(now);
    return sum(commits) * NANOS_PER_SECOND / span(now);
  }

  /** 0 if nothing was committed. */
  long meanWait(long now) {
    slice(now);
    long count = sum(commits);
    return count == 0 ? 0 : sum(waits) / count;
  }

  long longestWait(long now) {
    slice(now);
    long max = 0;
    for (long one : longest) {
      max = Math.max(max, one);
    }
    return max;
  }

  long allProposals() {
    return allProposals;
  }

  long allCommits() {
    return allCommits;
  }

  long allWaits() {
    return allWaits;
  }

  /**
   * The place of the slice of a moment. Who has read the clock a while ago, and comes only now,
   * belongs to the present slice.
   */
  private int slice(long now) {
    long wanted = (now - origin) / SLICE_NANOS;
    long from = Math.max(current + 1, wanted - SLICES + 1);
    for (long stale = from; stale <= wanted; stale++) {
      int place = (int) (stale % SLICES);
      proposals[place] = 0;
      commits[place] = 0;
      waits[place] = 0;
      longest[place] = 0;
    }
    current = Math.max(current, wanted);
    return (int) (current % SLICES);
  }

  private long span(long now) {
    long begun = Math.max(0, now - origin - current * SLICE_NANOS);
    return (SLICES - 1) * SLICE_NANOS + begun;
  }

  private static long sum(long[] slices) {
    long sum = 0;
    for (long one : slices) {
      sum += one;
    }
    return sum;
  }
}
