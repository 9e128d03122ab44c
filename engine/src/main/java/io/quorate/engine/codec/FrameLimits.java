package io.quorate.engine.codec;

import com.google.protobuf.CodedOutputStream;
import io.quorate.engine.codec.wire.Wire;

/** The bounds of a frame, and the field that ends it: what sender and receiver must agree on. */
final class FrameLimits {
  /** More messages than this are not in one frame, lest a small frame become many objects. */
  static final int MAX_ITEMS = 65_536;

  /** The checksum's tag, which is one byte, and the checksum. */
  static final int CHECKSUM_LENGTH =
      CodedOutputStream.computeFixed32Size(Wire.Frame.CHECKSUM_FIELD_NUMBER, 0);

  private FrameLimits() {}
}
