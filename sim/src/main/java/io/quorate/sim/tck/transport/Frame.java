package io.quorate.sim.tck.transport;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A frame that says who sent it as which, and can tell whether it is whole.
 *
 * @param sender who sent it
 * @param sequence as which of the sender's frames
 * @param size how many bytes it has
 */
public record Frame(int sender, long sequence, int size) {
  /** The least size. */
  public static final int HEADER_BYTES = 20;

  /**
   * Encodes the frame.
   *
   * @return size bytes: checksum of the rest, size, sender, sequence, filling
   */
  public ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.putInt(0).putInt(size).putInt(sender).putLong(sequence);
    for (int i = HEADER_BYTES; i < size; i++) {
      bytes.put((byte) (sequence * 31 + i * 7L));
    }
    bytes.putInt(0, checksum(bytes));
    return bytes.flip();
  }

  /**
   * Reads a frame.
   *
   * @param bytes what arrived
   * @return empty if it is not, byte for byte, what some {@link #encode} made
   */
  public static Optional<Frame> decode(ByteBuffer bytes) {
    ByteBuffer whole = bytes.slice();
    if (whole.remaining() < HEADER_BYTES
        || whole.getInt(4) != whole.remaining()
        || whole.getInt(0) != checksum(whole)) {
      return Optional.empty();
    }
    return Optional.of(new Frame(whole.getInt(8), whole.getLong(12), whole.remaining()));
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate().position(Integer.BYTES).limit(bytes.capacity()));
    return (int) checksum.getValue();
  }
}
