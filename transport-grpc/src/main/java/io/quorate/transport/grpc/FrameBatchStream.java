package io.quorate.transport.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The encoded form of a batch, for gRPC. gRPC calls {@link #drainTo} with a stream into the buffer
 * that goes to the socket, so that each byte is copied once; the reading methods exist because
 * {@link InputStream} demands them.
 */
final class FrameBatchStream extends InputStream implements Drainable, KnownLength {
  private static final int COPY_BYTES = 8 << 10;

  private final FrameBatch batch;
  private byte[] encoded;
  private int position;

  FrameBatchStream(FrameBatch batch) {
    this.batch = batch;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    byte[] prefix = new byte[FrameBatch.PREFIX_BYTES];
    for (ByteBuffer frame : batch.frames()) {
      int length = frame.remaining();
      prefix[0] = (byte) (length >>> 24);
      prefix[1] = (byte) (length >>> 16);
      prefix[2] = (byte) (length >>> 8);
      prefix[3] = (byte) length;
      target.write(prefix);
      if (frame.hasArray()) {
        target.write(frame.array(), frame.arrayOffset() + frame.position(), length);
      } else {
        copy(frame.duplicate(), target);
      }
    }
    return batch.encodedBytes();
  }

  private static void copy(ByteBuffer frame, OutputStream target) throws IOException {
    byte[] chunk = new byte[Math.min(COPY_BYTES, frame.remaining())];
    while (frame.hasRemaining()) {
      int length = Math.min(chunk.length, frame.remaining());
      frame.get(chunk, 0, length);
      target.write(chunk, 0, length);
    }
  }

  @Override
  public int available() {
    return batch.encodedBytes() - position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (encoded == null) {
      ByteArrayOutputStream all = new ByteArrayOutputStream(batch.encodedBytes());
      drainTo(all);
      encoded = all.toByteArray();
    }
    if (position == encoded.length) {
      return length == 0 ? 0 : -1;
    }
    int count = Math.min(length, encoded.length - position);
    System.arraycopy(encoded, position, target, offset, count);
    position += count;
    return count;
  }
}
