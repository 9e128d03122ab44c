package io.quorate;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A hybrid logical clock: readings grow strictly, stay close to the wall clock, and respect
 * causality when the timestamps of received messages are merged in.
 *
 * <p>Algorithm: Kulkarni, Demirbas, Madappa, Avva, Leone, <em>Logical Physical Clocks and
 * Consistent Snapshots in Globally Distributed Databases</em> (2014), section 3.2. The wall clock
 * may jump either way; a backward step only makes the counter run. To stay monotonic across
 * restarts, start the clock after the highest timestamp that the node is known to have used.
 *
 * <p>What comes from outside is bounded: {@link #update} refuses a timestamp that is further ahead
 * of this node's wall clock than {@code maxDrift}, because one node with a wrong clock would
 * otherwise carry all others along, and merging cannot be undone. What is in force already is not:
 * {@link #advance} takes it in however far ahead it is, and {@link #aheadOfWallClock} says how far
 * the clock then is. Such a clock goes on by its counter, and so keeps its order, until the wall
 * clock has caught up. Its own wall clock is believed: {@link #now} is never behind it.
 *
 * <p>Thread-safe. No method blocks.
 */
public final class HybridLogicalClock {

  private final int nodeId;
  private final LongSupplier wallMillis;
  private final long maxDriftMillis;
  private long last;

  /**
   * Makes a clock.
   *
   * @param nodeId the node in whose name timestamps are made, at least 1
   * @param wallMillis the wall clock, in milliseconds since 1970
   * @param maxDrift how far a received timestamp may be ahead of the wall clock before
   *     {@link #update} refuses it
   * @param startAfter every reading will be later than this
   */
  public HybridLogicalClock(
      int nodeId, LongSupplier wallMillis, Duration maxDrift, HybridTimestamp startAfter) {
    if (nodeId < 1) {
      throw new IllegalArgumentException("nodeId " + nodeId + " is not at least 1");
    }
    if (maxDrift.isNegative()) {
      throw new IllegalArgumentException("maxDrift " + maxDrift + " is negative");
    }
    this.nodeId = nodeId;
    this.wallMillis = Objects.requireNonNull(wallMillis, "wallMillis");
    this.maxDriftMillis = maxDrift.toMillis();
    this.last = startAfter.packedTime();
  }

  /**
   * Reads the clock.
   *
   * @return a timestamp later than all that this clock has returned or merged
   */
  public synchronized HybridTimestamp now() {
    last = Math.max(last + 1, wall());
    return HybridTimestamp.unpack(last, nodeId);
  }

  /**
   * Merges a received timestamp, so that every later reading is later than it.
   *
   * @param received from another node
   * @return true if it was merged; false, and nothing changed, if it is further ahead of this
   *     node's wall clock than the drift bound allows
   */
  public synchronized boolean update(HybridTimestamp received) {
    if (aheadMillis(received.physicalMillis()) > maxDriftMillis) {
      return false;
    }
    advance(received);
    return true;
  }

  /**
   * Makes every later reading later than a timestamp that is in force already, such as that of an
   * entry of a log, however far ahead of the wall clock it is: what follows it in the log must
   * follow it in time.
   *
   * @param inForce the timestamp
   */
  public synchronized void advance(HybridTimestamp inForce) {
    last = Math.max(last, inForce.packedTime());
  }

  /**
   * How far this clock is ahead of the wall clock: because timestamps of others are in force or
   * were merged, or because the wall clock was set back.
   *
   * @return zero if the next reading is what the wall clock shows
   */
  public synchronized Duration aheadOfWallClock() {
    return Duration.ofMillis(Math.max(0, aheadMillis(last >>> 16)));
  }

  /**
   * How far a timestamp is ahead of this node's wall clock.
   *
   * @param timestamp of any clock
   * @return zero if it is not ahead
   */
  public Duration aheadOfWallClock(HybridTimestamp timestamp) {
    return Duration.ofMillis(Math.max(0, aheadMillis(timestamp.physicalMillis())));
  }

  private long aheadMillis(long physicalMillis) {
    return physicalMillis - wallMillis.getAsLong();
  }

  /** The wall clock as a packed time with counter 0; a wall clock before 1970 reads as 1970. */
  private long wall() {
    return Math.max(0, wallMillis.getAsLong()) << 16;
  }
}
