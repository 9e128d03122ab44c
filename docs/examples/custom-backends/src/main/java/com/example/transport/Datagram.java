package com.example.transport;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What a datagram says: either it carries a piece of a frame, or it answers one that did.
 *
 * @param answer whether it is an answer; it then has no frame
 * @param session whose numbers these are: one sender, one peer, one life
 * @param number of the datagram in its session, from 0; an answer has the highest that arrived
 * @param frameBytes the size of the whole frame
 * @param offset where in the frame the piece belongs
 * @param piece the bytes
 */
record Datagram(
    boolean answer, long session, long number, int frameBytes, int offset, ByteBuffer piece) {
  static final int HEADER_BYTES = 29;

  /** Of this protocol and its version; what begins with anything else is garbage. */
  private static final int MAGIC = 0x51554431;

  private static final byte PIECE = 1;
  private static final byte ANSWER = 2;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  static Datagram answer(long session, long number) {
    return new Datagram(true, session, number, 0, 0, NOTHING);
  }

  void encode(ByteBuffer target) {
    target.putInt(MAGIC).put(answer ? ANSWER : PIECE).putLong(session).putLong(number);
    target.putInt(frameBytes).putInt(offset).put(piece.duplicate());
  }

  /** Empty for what no transport of this kind can have sent. */
  static Optional<Datagram> decode(ByteBuffer bytes) {
    if (bytes.remaining() < HEADER_BYTES || bytes.getInt() != MAGIC) {
      return Optional.empty();
    }
    byte type = bytes.get();
    Datagram datagram = new Datagram(
        type == ANSWER, bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes);
    boolean fits = datagram.offset >= 0
        && datagram.offset + (long) bytes.remaining() <= datagram.frameBytes
        && (bytes.hasRemaining() || datagram.frameBytes == 0);
    return (type == ANSWER || type == PIECE) && fits ? Optional.of(datagram) : Optional.empty();
  }
}
