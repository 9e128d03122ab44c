package io.quorate;

import java.util.Objects;

/**
 * Names proposals that wait for a decision; see {@link Partition#propose}. Keep it, as
 * {@linkplain #toString text} for example, where a process that comes later finds it.
 *
 * @param partition where it was opened, from 1
 * @param timestamp when, by the hybrid logical clock of the leader of then: no two tickets have the
 *     same
 */
public record Ticket(int partition, HybridTimestamp timestamp) {
  /**
   * Checks the range.
   *
   * @param partition see the component
   * @param timestamp see the component
   */
  public Ticket {
    Objects.requireNonNull(timestamp, "timestamp");
    if (partition < 1) {
      throw new IllegalArgumentException(
          "partition " + partition + " has no tickets: application data starts at 1");
    }
  }

  /**
   * The inverse of {@link #toString}.
   *
   * @param text as {@link #toString} gave it, such as {@code 1/1764100000000.3@2}
   * @return the ticket
   * @throws IllegalArgumentException if it is none
   */
  public static Ticket parse(String text) {
    int slash = text.indexOf('/');
    try {
      return new Ticket(
          Integer.parseInt(text, 0, slash, 10), HybridTimestamp.parse(text.substring(slash + 1)));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no ticket: one looks like 1/1764100000000.3@2", e);
    }
  }

  /** The partition, a slash, and the time stamp. */
  @Override
  public String toString() {
    return partition + "/" + timestamp;
  }
}
