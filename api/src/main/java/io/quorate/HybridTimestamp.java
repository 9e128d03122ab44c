package io.quorate;

/**
 * A reading of a {@link HybridLogicalClock}: physical milliseconds, a counter that separates
 * readings within one millisecond, and the node that read it. Timestamps of one cluster are unique
 * and totally ordered.
 *
 * @param physicalMillis milliseconds since 1970-01-01T00:00Z, 0 to 2^48 - 1
 * @param counter 0 to 65535
 * @param nodeId the node that made it; 0 in {@link #ZERO} only
 */
public record HybridTimestamp(long physicalMillis, int counter, int nodeId)
    implements Comparable<HybridTimestamp> {

  /** Before every reading of every clock. */
  public static final HybridTimestamp ZERO = new HybridTimestamp(0, 0, 0);

  /** Largest counter value; past it a clock moves its physical part on by one millisecond. */
  public static final int MAX_COUNTER = 0xFFFF;

  private static final long MAX_PHYSICAL = (1L << 48) - 1;

  /**
   * Checks the ranges.
   *
   * @param physicalMillis see the component
   * @param counter see the component
   * @param nodeId see the component
   */
  public HybridTimestamp {
    if (physicalMillis < 0 || physicalMillis > MAX_PHYSICAL) {
      throw new IllegalArgumentException(
          "physicalMillis " + physicalMillis + " is outside 0 to 2^48-1");
    }
    if (counter < 0 || counter > MAX_COUNTER) {
      throw new IllegalArgumentException("counter " + counter + " is outside 0 to " + MAX_COUNTER);
    }
    if (nodeId < 0) {
      throw new IllegalArgumentException("nodeId " + nodeId + " is negative");
    }
  }

  /**
   * The time part as one number, physical milliseconds in the upper 48 bits and the counter in the
   * lower 16.
   *
   * @return the number that {@link #unpack} takes
   */
  public long packedTime() {
    return physicalMillis << 16 | counter;
  }

  /**
   * The inverse of {@link #packedTime}.
   *
   * @param packedTime as {@link #packedTime} gave it
   * @param nodeId the node that made it
   * @return the timestamp
   */
  public static HybridTimestamp unpack(long packedTime, int nodeId) {
    return new HybridTimestamp(packedTime >>> 16, (int) (packedTime & MAX_COUNTER), nodeId);
  }

  /**
   * The inverse of {@link #toString}.
   *
   * @param text as {@link #toString} gave it, such as {@code 1764100000000.3@2}
   * @return the timestamp
   * @throws IllegalArgumentException if it is none
   */
  public static HybridTimestamp parse(String text) {
    int dot = text.indexOf('.');
    int at = text.indexOf('@');
    try {
      return new HybridTimestamp(
          Long.parseLong(text, 0, dot, 10),
          Integer.parseInt(text, dot + 1, at, 10),
          Integer.parseInt(text, at + 1, text.length(), 10));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no timestamp: one looks like 1764100000000.3@2", e);
    }
  }

  /** Orders by physical time, then by counter, then by node. */
  @Override
  public int compareTo(HybridTimestamp other) {
    int byTime = Long.compareUnsigned(packedTime(), other.packedTime());
    return byTime != 0 ? byTime : Integer.compare(nodeId, other.nodeId);
  }

  @Override
  public String toString() {
    return physicalMillis + "." + counter + "@" + nodeId;
  }
}
