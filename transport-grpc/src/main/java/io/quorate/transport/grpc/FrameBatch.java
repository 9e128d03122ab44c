package io.quorate.transport.grpc;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames that travel as one gRPC message: those that were waiting together. What a message costs
 * (an HTTP/2 frame, a hop through gRPC's layers) is then paid once for all of them. Each frame is
 * preceded by its length in four bytes.
 */
final class FrameBatch {
  /** The bytes before each frame. */
  static final int PREFIX_BYTES = Integer.BYTES;

  /** How large a batch of several frames may become; a larger frame travels alone. */
  static final int MAX_BYTES = 64 << 10;

  private final List<ByteBuffer> frames = new ArrayList<>();
  private int encodedBytes;

  /** The largest message that a peer with this limit sends. */
  static int maxMessageBytes(int maxFrameBytes) {
    return Math.max(maxFrameBytes + PREFIX_BYTES, MAX_BYTES);
  }

  /** Whether a frame may be added: always, if it is the first. */
  boolean hasRoomFor(ByteBuffer frame) {
    return frames.isEmpty() || encodedBytes + PREFIX_BYTES + frame.remaining() <= MAX_BYTES;
  }

  void add(ByteBuffer frame) {
    frames.add(frame);
    encodedBytes += PREFIX_BYTES + frame.remaining();
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  List<ByteBuffer> frames() {
    return frames;
  }

  int encodedBytes() {
    return encodedBytes;
  }

  /** The bytes of the frames alone. */
  int payloadBytes() {
    return encodedBytes - frames.size() * PREFIX_BYTES;
  }
}
