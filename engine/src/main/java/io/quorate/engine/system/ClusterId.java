package io.quorate.engine.system;

import java.nio.ByteBuffer;

/**
 * Identifies a cluster: the digest of its {@link FormationRecord}, so that nobody has to hand it
 * out.
 *
 * @param high the first 8 of its 16 bytes, the first byte in the highest bits
 * @param low the last 8
 */
public record ClusterId(long high, long low) implements Comparable<ClusterId> {

  /**
   * Reads the stored form.
   *
   * @param bytes 16 bytes
   * @return the id
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static ClusterId of(byte[] bytes) {
    ByteBuffer buffer = Bytes16.wrap("a cluster id", bytes);
    return new ClusterId(buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @param hex 32 hexadecimal digits
   * @return the id
   * @throws IllegalArgumentException if the text is anything else; the message quotes it
   */
  public static ClusterId parse(String hex) {
    return of(Bytes16.parse("cluster id", hex));
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
  public int compareTo(ClusterId other) {
    return Bytes16.compare(high, low, other.high, other.low);
  }

  /** 32 hexadecimal digits. */
  @Override
  public String toString() {
    return Bytes16.hex(high, low);
  }
}
