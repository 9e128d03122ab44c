package io.quorate.spi;

/**
 * Where a log starts: just after this index. The boundary of a fresh log is {@link #START};
 * compaction and installed snapshots move it up.
 *
 * @param index the index of the last entry that is no longer in the log; 0 if none ever left
 * @param term that entry's term
 */
public record LogBoundary(long index, long term) {

  /** Of a log that has all its entries from index 1. */
  public static final LogBoundary START = new LogBoundary(0, 0);

  /**
   * Checks the ranges.
   *
   * @param index see the component
   * @param term see the component
   */
  public LogBoundary {
    if (index < 0 || term < 0) {
      throw new IllegalArgumentException("boundary (" + index + ", " + term + ") is negative");
    }
  }
}
