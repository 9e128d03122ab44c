package io.quorate;

import java.nio.charset.StandardCharsets;

/**
 * A committed entry as the application receives it.
 *
 * <p>The bytes of {@link #data} are shared with nobody once the entry has been handed over: the
 * receiver may keep them.
 *
 * @param index place in the partition's log, from 1; entries that the protocol itself writes take
 *     indexes too, so an application sees indexes that grow with gaps. Only the proposals that a
 *     commit of a {@link Ticket} delivers share one, and are told apart by their position
 * @param term the leader's term in which the entry was appended
 * @param timestamp the leader's hybrid logical clock when it was appended; the same on every
 *     replica
 * @param type the type that the proposer gave
 * @param data the bytes that the proposer gave; may be empty
 * @param position among the proposals that are delivered at this index, from 0: the same on every
 *     replica. Whoever remembers how far it has come remembers index and position
 */
public record LogEntry(
    long index, long term, HybridTimestamp timestamp, String type, byte[] data, int position) {

  /**
   * An entry that is alone at its index.
   *
   * @param index see the component
   * @param term see the component
   * @param timestamp see the component
   * @param type see the component
   * @param data see the component
   */
  public LogEntry(long index, long term, HybridTimestamp timestamp, String type, byte[] data) {
    this(index, term, timestamp, type, data, 0);
  }

  /**
   * Reads the data as UTF-8.
   *
   * @return the text; malformed bytes become the replacement character
   */
  public String dataAsUtf8() {
    return new String(data, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "LogEntry[" + index + (position == 0 ? "" : "." + position) + " term " + term + " "
        + type + ", " + data.length + " bytes]";
  }
}
