package io.quorate;

import java.nio.charset.StandardCharsets;

/**
 * A committed entry as the application receives it.
 *
 * <p>The bytes of {@link #data} are shared with nobody once the entry has been handed over: the
 * receiver may keep them.
 *
 * @param index position in the partition's log, from 1; entries that the protocol itself writes
 *     take indexes too, so an application sees increasing indexes with gaps
 * @param term the leader's term in which the entry was appended
 * @param timestamp the leader's hybrid logical clock when it was appended; the same on every
 *     replica
 * @param type the type that the proposer gave
 * @param data the bytes that the proposer gave; may be empty
 */
public record LogEntry(long index, long term, HybridTimestamp timestamp, String type, byte[] data) {

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
    return "LogEntry[" + index + " term " + term + " " + type + ", " + data.length + " bytes]";
  }
}
