package io.quorate.sim.world;

/** How often each mark was met. */
public final class Counters {
  private final long[] values = new long[Mark.values().length];

  /** All counters at zero. */
  public Counters() {}

  /**
   * Counts.
   *
   * @param mark what
   * @param times how often
   */
  public void add(Mark mark, long times) {
    values[mark.ordinal()] += times;
  }

  /**
   * Adds all of another's.
   *
   * @param other stays as it is
   */
  public void addAll(Counters other) {
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
  public long get(Mark mark) {
    return values[mark.ordinal()];
  }
}
