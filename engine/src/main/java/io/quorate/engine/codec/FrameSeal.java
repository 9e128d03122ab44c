package io.quorate.engine.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.quorate.engine.codec.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The fields by which the receiver of a frame knows that somebody who has the secret has made it,
 * for this session, and has not made it long ago. They stand directly before the checksum, always
 * as many bytes, so that they are found, and checked, before anything else of a frame is read.
 *
 * @param session the receiver's process, by its boot id; 0 outside of a session
 * @param sequence the frame's number within the session; 0 outside of one
 * @param secretId which secret
 * @param code the message authentication code of all bytes before it
 */
public record FrameSeal(long session, long sequence, int secretId, byte[] code) {
  /** How many bytes a code has. */
  public static final int CODE_LENGTH = 16;

  /** All fields. */
  static final int LENGTH =
      (1 + Long.BYTES) + (1 + Long.BYTES) + (1 + Integer.BYTES) + (2 + CODE_LENGTH);

  private static final int SESSION =
      tag(Wire.Frame.SESSION_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);
  private static final int SEQUENCE =
      tag(Wire.Frame.SEQUENCE_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);
  private static final int SECRET_ID =
      tag(Wire.Frame.SECRET_ID_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED32);
  private static final int CODE =
      tag(Wire.Frame.CODE_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);

  /** What seals the frames of one sender to one receiver. */
  public interface Sealer {
    /**
     * Which session.
     *
     * @return 0 outside of one
     */
    long session();

    /**
     * The number of the next frame.
     *
     * @return above all before; 0 outside of a session
     */
    long nextSequence();

    /**
     * Which secret.
     *
     * @return its id
     */
    int secretId();

    /**
     * The code of a frame.
     *
     * @param frame has it
     * @param length how many of its bytes are covered
     * @return {@value FrameSeal#CODE_LENGTH} bytes
     */
    byte[] code(byte[] frame, int length);
  }

  /**
   * Finds the seal of a frame.
   *
   * @param frame its remaining bytes, which stay as they are
   * @return empty if it has none
   */
  public static Optional<FrameSeal> of(ByteBuffer frame) {
    int at = frame.limit() - FrameLimits.CHECKSUM_LENGTH - LENGTH;
    if (at < frame.position()) {
      return Optional.empty();
    }
    ByteBuffer in = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(at);
    if (in.get() != SESSION) {
      return Optional.empty();
    }
    long session = in.getLong();
    if (in.get() != SEQUENCE) {
      return Optional.empty();
    }
    long sequence = in.getLong();
    if (in.get() != SECRET_ID) {
      return Optional.empty();
    }
    int secretId = in.getInt();
    if (in.get() != CODE || in.get() != CODE_LENGTH) {
      return Optional.empty();
    }
    byte[] code = new byte[CODE_LENGTH];
    in.get(code);
    return Optional.of(new FrameSeal(session, sequence, secretId, code));
  }

  /**
   * The bytes of a sealed frame that its code covers.
   *
   * @param frame has a seal
   * @return a view of them
   */
  public static ByteBuffer covered(ByteBuffer frame) {
    return frame.duplicate().limit(frame.limit() - FrameLimits.CHECKSUM_LENGTH - (2 + CODE_LENGTH));
  }

  /** Writes the fields of a frame that has got this far, in an array that it is written to. */
  static void write(CodedOutputStream out, byte[] frame, Sealer sealer) throws IOException {
    out.writeFixed64(Wire.Frame.SESSION_FIELD_NUMBER, sealer.session());
    out.writeFixed64(Wire.Frame.SEQUENCE_FIELD_NUMBER, sealer.nextSequence());
    out.writeFixed32(Wire.Frame.SECRET_ID_FIELD_NUMBER, sealer.secretId());
    byte[] code = sealer.code(frame, out.getTotalBytesWritten());
    out.writeByteArray(Wire.Frame.CODE_FIELD_NUMBER, code);
  }

  /** Whether a field is part of a seal. */
  static boolean isField(int tag) {
    return tag == SESSION || tag == SEQUENCE || tag == SECRET_ID || tag == CODE;
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }
}
