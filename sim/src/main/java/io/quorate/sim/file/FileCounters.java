package io.quorate.sim.file;

/** How often each {@link FileMark} was met. */
public final class FileCounters {
  private final long[] values = new long[FileMark.values().length];

  /** All at zero. */
  public FileCounters() {}

  /**
   * Counts one.
   *
   * @param mark what
   */
  public void add(FileMark mark) {
    values[mark.ordinal()]++;
  }

  /**
   * Adds all of another's.
   *
   * @param other stays as it is
   */
  public void addAll(FileCounters other) {
    for (int i = 0; i < values.length; i++) {
      values[i] += other.values[i];
    }
  }

  /**
   * How often.
   *
   * @param mark what
   * @return from 0
   */
  public long get(FileMark mark) {
    return values[mark.ordinal()];
  }
}
