package io.quorate.transport.http;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes frames out of the body of one request, piece by piece as it comes in. Holds no more memory
 * for a frame than 4 KiB or twice what has come of it, whatever length it claims; and that out of a
 * {@link Budget} which all requests share. For one thread at a time.
 *
 * <p>Each frame becomes an array of its own: slices of one array would let one small frame, kept by
 * the receiver, hold all its neighbours in memory.
 */
final class FrameDecoder {
  /** What a frame of which less has come may hold. */
  private static final int FIRST_BYTES = 4 << 10;

  private final int maxFrameBytes;
  private final Budget budget;
  private final Consumer<ByteBuffer> receiver;

  private int prefix;
  private int prefixBytes;

  /** The frame that is being read; null between frames. */
  private byte[] frame;

  private int frameLength;
  private int frameBytes;

  /** How much the frames that have not come in whole may hold together. */
  interface Budget {
    /** Takes so much, or tells that there is not so much left. */
    boolean take(int bytes);

    /** Gives back what was taken. */
    void giveBack(int bytes);
  }

  /**
   * What is wrong with a body.
   *
   * @param status the status of HTTP that says so
   * @param text for the sender and the log
   */
  record Problem(int status, String text) {}

  /**
   * Begins a body.
   *
   * @param maxFrameBytes the largest frame that is accepted
   * @param budget what may be held for frames that have not come in whole
   * @param receiver takes whole frames, in their order
   */
  FrameDecoder(int maxFrameBytes, Budget budget, Consumer<ByteBuffer> receiver) {
    this.maxFrameBytes = maxFrameBytes;
    this.budget = budget;
    this.receiver = receiver;
  }

  /**
   * Takes the next piece of the body.
   *
   * @param piece read to its end, unless there is a problem
   * @return a problem, after which nothing more may be given
   */
  Optional<Problem> take(ByteBuffer piece) {
    while (piece.hasRemaining()) {
      if (frame == null) {
        prefix = prefix << Byte.SIZE | piece.get() & 0xff;
        if (++prefixBytes == Protocol.PREFIX_BYTES) {
          prefixBytes = 0;
          Optional<Problem> problem = begin(piece.remaining());
          if (problem.isPresent()) {
            return problem;
          }
        }
      } else {
        int more = Math.min(piece.remaining(), frameLength - frameBytes);
        if (!makeRoomFor(more)) {
          return Optional.of(tooMuch());
        }
        piece.get(frame, frameBytes, more);
        frameBytes += more;
      }
      if (frame != null && frameBytes == frameLength) {
        ByteBuffer whole = ByteBuffer.wrap(frame);
        budget.giveBack(frame.length);
        frame = null;
        receiver.accept(whole);
      }
    }
    return Optional.empty();
  }

  private Optional<Problem> begin(int available) {
    if (prefix < 0 || prefix > maxFrameBytes) {
      return Optional.of(new Problem(
          413,
          "a frame of " + Integer.toUnsignedLong(prefix) + " bytes; at most " + maxFrameBytes
              + " are accepted here"));
    }
    int room = Math.min(prefix, Math.max(available, FIRST_BYTES));
    if (!budget.take(room)) {
      return Optional.of(tooMuch());
    }
    frameLength = prefix;
    frameBytes = 0;
    frame = new byte[room];
    return Optional.empty();
  }

  private boolean makeRoomFor(int more) {
    int needed = frameBytes + more;
    if (needed <= frame.length) {
      return true;
    }
    int room = (int) Math.min(frameLength, Math.max(needed, 2L * frame.length));
    int additional = room - frame.length;
    if (!budget.take(additional)) {
      return false;
    }
    frame = Arrays.copyOf(frame, room);
    return true;
  }

  private Problem tooMuch() {
    return new Problem(503, "too many unfinished frames are being received at this node");
  }

  /**
   * Ends the body where it should end.
   *
   * @return a problem, if that was within a frame
   */
  Optional<Problem> end() {
    if (frame != null) {
      return Optional.of(
          new Problem(400, "a frame that ends before its " + frameLength + " bytes"));
    }
    return prefixBytes == 0
        ? Optional.empty()
        : Optional.of(new Problem(400, "a length that ends before its 4 bytes"));
  }

  /** Drops a frame that is not whole. Must be called when no more comes, whatever the reason. */
  void abandon() {
    if (frame != null) {
      budget.giveBack(frame.length);
      frame = null;
    }
  }
}
