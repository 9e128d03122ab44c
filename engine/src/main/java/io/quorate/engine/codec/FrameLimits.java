package io.quorate.engine.codec;

import com.google.protobuf.CodedOutputStream;
import io.quorate.engine.codec.wire.Wire;

/** The bounds of a frame, and the field that ends it: what sender and receiver must agree on. */
public final class FrameLimits {
  /**
   * The largest frame of the protocol. Every node sends and accepts it, whatever it is configured
   * to: a limit of one node's own would keep an entry that another one admitted from ever being
   * replicated. One append request fits, of the largest entry and of the most bytes that can be
   * configured.
   */
  public static final int MAX_FRAME_BYTES = 24 << 20;

  /** More messages than this are not in one frame, lest a small frame become many objects. */
  static final int MAX_ITEMS = 65_536;

  /** The checksum's tag, which is one byte, and the checksum. */
  static final int CHECKSUM_LENGTH =
      CodedOutputStream.computeFixed32Size(Wire.Frame.CHECKSUM_FIELD_NUMBER, 0);

  private FrameLimits() {}
}
