package io.quorate.transport.grpc;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What two nodes speak: one method, whose caller streams messages of frames for as long as the
 * connection lives, and whose callee never answers. A change of the layout needs a new version in
 * {@link #SERVICE}, so that old and new nodes refuse each other's calls instead of misreading them.
 */
final class Protocol {
  static final String SERVICE = "io.quorate.transport.v1.Frames";

  private Protocol() {}

  /** A message as it came in: frames, or what is wrong with it. */
  record Inbound(List<ByteBuffer> frames, String problem) {}

  /** The calling side. */
  static final MethodDescriptor<FrameBatch, Void> CALLER = method(new Outgoing(), new Nothing());

  /**
   * The called side.
   *
   * @param maxFrameBytes the largest frame that is accepted
   */
  static MethodDescriptor<Inbound, Void> callee(int maxFrameBytes) {
    return method(new Incoming(maxFrameBytes), new Nothing());
  }

  private static <Q, S> MethodDescriptor<Q, S> method(
      MethodDescriptor.Marshaller<Q> request, MethodDescriptor.Marshaller<S> response) {
    return MethodDescriptor.<Q, S>newBuilder(request, response)
        .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Send"))
        .build();
  }

  private static final class Outgoing implements MethodDescriptor.Marshaller<FrameBatch> {
    @Override
    public InputStream stream(FrameBatch batch) {
      return new FrameBatchStream(batch);
    }

    @Override
    public FrameBatch parse(InputStream stream) {
      throw new UnsupportedOperationException("the calling side receives no frames");
    }
  }

  private static final class Incoming implements MethodDescriptor.Marshaller<Inbound> {
    private final int maxFrameBytes;

    Incoming(int maxFrameBytes) {
      this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public InputStream stream(Inbound value) {
      throw new UnsupportedOperationException("the called side sends no frames");
    }

    /**
     * Copies each frame into an array of its own. Slices of one array would save little and let one
     * small frame, kept by the receiver, hold all its neighbours in memory.
     */
    @Override
    public Inbound parse(InputStream stream) {
      List<ByteBuffer> frames = new ArrayList<>();
      byte[] prefix = new byte[FrameBatch.PREFIX_BYTES];
      try {
        int read;
        while ((read = stream.readNBytes(prefix, 0, prefix.length)) == prefix.length) {
          int length = ByteBuffer.wrap(prefix).getInt();
          if (length < 0 || length > maxFrameBytes) {
            return new Inbound(
                frames,
                "a frame of " + Integer.toUnsignedLong(length) + " bytes; at most " + maxFrameBytes
                    + " are accepted here");
          }
          byte[] frame = new byte[length];
          if (stream.readNBytes(frame, 0, length) != length) {
            return new Inbound(frames, "a frame that ends before its " + length + " bytes");
          }
          frames.add(ByteBuffer.wrap(frame));
        }
        return new Inbound(frames, read == 0 ? null : "a length that ends before its 4 bytes");
      } catch (IOException e) {
        return new Inbound(frames, "a message that cannot be read: " + e);
      }
    }
  }

  /** For the answer that is never sent. */
  private static final class Nothing implements MethodDescriptor.Marshaller<Void> {
    @Override
    public InputStream stream(Void value) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Void parse(InputStream stream) {
      return null;
    }
  }
}
