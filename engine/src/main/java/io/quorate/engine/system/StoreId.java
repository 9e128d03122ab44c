package io.quorate.engine.system;

import java.nio.ByteBuffer;

/**
 * Identifies a data directory: random, made with the directory, kept in its marker. Together with
 * the node id it tells a member that came back from one whose disk was lost.
 *
 * @param high the first 8 of its 16 bytes, the first byte in the highest bits
 * @param low the last 8
 */
public record StoreId(long high, long low) implements Comparable<StoreId> {

  /**
   * Reads the stored form.
   *
   * @param bytes 16 bytes
   * @return the id
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static StoreId of(byte[] bytes) {
    ByteBuffer buffer = Bytes16.wrap("a store id", bytes);
    return new StoreId(buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @param hex 32 hexadecimal digits
   * @return the id
   * @throws IllegalArgumentException if the text is anything else; the message quotes it
   */
  public static StoreId parse(String hex) {
    return of(Bytes16.parse("store id", hex));
  }

  /**
   * The stored form.
   *
   * @return 16 bytes, the caller's own
   */
  public byte[] bytes() {
    return Bytes16.bytes(high, low);
  }

  /** Orders by the bytes, taken without sign. */
  @Override
  public int compareTo(StoreId other) {
    return Bytes16.compare(high, low, other.high, other.low);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return Bytes16.hex(high, low);
  }
}
