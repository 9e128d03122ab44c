package io.quorate.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * Frames that travel as the body of one request: those that had gathered while the one before was
 * under way.
 */
final class FrameBatch extends RequestBody {
  /** After how many bytes the peer has shown that it reads. */
  static final int PACE_BYTES = 64 << 10;

  private static final MediaType TYPE = MediaType.get(Protocol.FRAMES_TYPE);

  private final List<ByteBuffer> frames = new ArrayList<>();
  private final Runnable onPace;
  private int encodedBytes;

  /**
   * Makes an empty batch.
   *
   * @param onPace told, while the body is written, that more of it has been taken
   */
  FrameBatch(Runnable onPace) {
    this.onPace = onPace;
  }

  /** Whether a frame may be added: always, if it is the first. */
  boolean hasRoomFor(ByteBuffer frame) {
    return frames.isEmpty()
        || encodedBytes + Protocol.PREFIX_BYTES + frame.remaining() <= Protocol.MAX_BATCH_BYTES;
  }

  void add(ByteBuffer frame) {
    frames.add(frame);
    encodedBytes += Protocol.PREFIX_BYTES + frame.remaining();
  }

  List<ByteBuffer> frames() {
    return frames;
  }

  /** The bytes of the frames alone. */
  int payloadBytes() {
    return encodedBytes - frames.size() * Protocol.PREFIX_BYTES;
  }

  @Override
  public MediaType contentType() {
    return TYPE;
  }

  @Override
  public long contentLength() {
    return encodedBytes;
  }

  /** What was half written is not written again by the library: that would turn the order. */
  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    for (ByteBuffer frame : frames) {
      sink.writeInt(frame.remaining());
      ByteBuffer rest = frame.duplicate();
      int end = rest.limit();
      while (rest.position() < end) {
        rest.limit(Math.min(end, rest.position() + PACE_BYTES));
        while (rest.hasRemaining()) {
          sink.write(rest);
        }
        onPace.run();
      }
    }
  }
}
