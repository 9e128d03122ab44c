package io.quorate.engine.raft;

import java.util.Arrays;
import java.util.SortedMap;

/**
 * The terms of all entries of a log, as runs of equal terms. Terms never fall along a log, so a log
 * has few runs, and the term of any index is known without reading the entry.
 */
final class TermRuns {
  private long[] starts = new long[8];
  private long[] terms = new long[8];
  private int count;

  TermRuns(SortedMap<Long, Long> termStarts) {
    termStarts.forEach(this::append);
  }

  /** Notes the term of the next index. */
  void append(long index, long term) {
    if (count > 0 && terms[count - 1] == term) {
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
      terms = Arrays.copyOf(terms, count * 2);
    }
    starts[count] = index;
    terms[count++] = term;
  }

  /** Forgets all indexes above one. */
  void truncateAfter(long index) {
    while (count > 0 && starts[count - 1] > index) {
      count--;
    }
  }

  /** Forgets what is known of indexes up to one, as far as no later index needs it. */
  void discardThrough(long index) {
    int gone = count == 0 ? 0 : Math.max(0, runOf(index + 1));
    System.arraycopy(starts, gone, starts, 0, count - gone);
    System.arraycopy(terms, gone, terms, 0, count - gone);
    count -= gone;
  }

  /** Forgets everything. */
  void clear() {
    count = 0;
  }

  /** The term of an index that the log holds. */
  long term(long index) {
    return terms[runOf(index)];
  }

  /**
   * The last index, from one downwards to a floor, whose term is at most the given one; the floor
   * if there is none.
   */
  long lastWithTermAtMost(long index, long term, long floor) {
    if (count == 0) {
      return floor;
    }
    for (int run = runOf(index); run >= 0; run--) {
      if (terms[run] <= term) {
        return Math.max(floor, Math.min(index, endOf(run)));
      }
    }
    return floor;
  }

  private long endOf(int run) {
    return run + 1 < count ? starts[run + 1] - 1 : Long.MAX_VALUE;
  }

  private int runOf(long index) {
    int found = Arrays.binarySearch(starts, 0, count, index);
    return found >= 0 ? found : -found - 2;
  }
}
