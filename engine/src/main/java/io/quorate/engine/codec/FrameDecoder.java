package io.quorate.engine.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.quorate.engine.codec.Frame.Skipped;
import io.quorate.engine.codec.MalformedFrameException.Reason;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.system.ClusterId;
import io.quorate.engine.system.SystemMessage;
import io.quorate.engine.system.SystemMessage.Hello;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * Understands received frames, and trusts nothing in them: whatever the bytes are, it either
 * returns a frame whose every message keeps to the rules of {@code quorate.proto}, or throws
 * {@link MalformedFrameException}. The memory that it takes for a moment is bounded by the frame's
 * size, at worst some thirty times; for frames that a sender makes, it is about twice.
 *
 * <p>For any thread.
 */
public final class FrameDecoder {
  private static final int HEADER =
      tag(Wire.Frame.HEADER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int GROUP =
      tag(Wire.Frame.GROUPS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int SYSTEM =
      tag(Wire.Frame.SYSTEM_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  private static final int CHECKSUM =
      tag(Wire.Frame.CHECKSUM_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED32);

  // Fields that nobody here understands are dropped, because keeping them would take many times
  // their size.
  private static final Parser<Wire.FrameHeader> HEADERS =
      DiscardUnknownFieldsParser.wrap(Wire.FrameHeader.parser());
  private static final Parser<Wire.GroupMessage> GROUPS =
      DiscardUnknownFieldsParser.wrap(Wire.GroupMessage.parser());
  private static final Parser<Wire.SystemMessage> SYSTEMS =
      DiscardUnknownFieldsParser.wrap(Wire.SystemMessage.parser());

  private final int maxBytes;

  /**
   * Makes a decoder.
   *
   * @param maxBytes the transport's largest frame
   */
  public FrameDecoder(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Says whether a frame is read on.
   *
   * @param <X> what it throws
   */
  @FunctionalInterface
  public interface Check<X extends Exception> {
    /**
     * Looks at a frame of which the header has been read.
     *
     * @param header the header
     * @param frame all of it, whose checksum is right
     * @throws X if it must not be believed
     */
    void check(FrameHeader header, ByteBuffer frame) throws X;
  }

  /**
   * Understands a frame, whoever has sent it.
   *
   * @param frame its remaining bytes; position and limit stay as they are, and nothing of the
   *     result refers to it
   * @return the frame
   * @throws MalformedFrameException if nothing in it may be believed
   */
  public Frame decode(ByteBuffer frame) throws MalformedFrameException {
    return decode(frame, (header, whole) -> {});
  }

  /**
   * Understands a frame if it passes a check, which takes place before anything but the header is
   * read.
   *
   * @param frame its remaining bytes; position and limit stay as they are, and nothing of the
   *     result refers to it
   * @param check looks at it
   * @param <X> what the check throws
   * @return the frame
   * @throws MalformedFrameException if nothing in it may be believed
   * @throws X if the check says so
   */
  public <X extends Exception> Frame decode(ByteBuffer frame, Check<X> check)
      throws MalformedFrameException, X {
    if (frame.remaining() > maxBytes) {
      throw new MalformedFrameException(
          Reason.TOO_LARGE,
          "a frame has " + frame.remaining() + " bytes; at most " + maxBytes + " are allowed");
    }
    verifyChecksum(frame);
    return new Reading<>(frame, check).read();
  }

  private static void verifyChecksum(ByteBuffer frame) throws MalformedFrameException {
    int checked = frame.remaining() - FrameLimits.CHECKSUM_LENGTH;
    if (checked < 0 || frame.get(frame.position() + checked) != CHECKSUM) {
      throw new MalformedFrameException(
          Reason.CHECKSUM,
          "a frame of " + frame.remaining() + " bytes does not end with a checksum");
    }
    ByteBuffer end = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int stored = end.getInt(frame.limit() - Integer.BYTES);
    CRC32C crc = new CRC32C();
    crc.update(end.limit(frame.position() + checked));
    if ((int) crc.getValue() != stored) {
      throw new MalformedFrameException(
          Reason.CHECKSUM, "a frame of " + frame.remaining() + " bytes was changed on its way");
    }
  }

  private static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  /** The reading of one frame. */
  private static final class Reading<X extends Exception> {
    private static final int MAX_PROBLEMS = 8;
    private static final int MAX_PROBLEM_LENGTH = 500;

    private final EntryChecksum entryChecksum = new EntryChecksum();
    private final List<Envelope> groups = new ArrayList<>();
    private final List<TransferEnvelope> transfers = new ArrayList<>();
    private final List<SystemMessage> system = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final ByteBuffer frame;
    private final Check<X> check;
    private FrameHeader header;
    private int items;
    private int malformed;
    private int unknown;

    Reading(ByteBuffer frame, Check<X> check) {
      this.frame = frame;
      this.check = check;
    }

    Frame read() throws MalformedFrameException, X {
      try {
        readFields(input(UnsafeByteOperations.unsafeWrap(frame)));
      } catch (IOException e) {
        throw new MalformedFrameException(
            Reason.STRUCTURE, "a frame is no sequence of fields: " + e.getMessage(), e);
      }
      if (header == null) {
        throw new MalformedFrameException(Reason.HEADER, "a frame has no header");
      }
      Skipped skipped = malformed + unknown == 0
          ? Skipped.NOTHING
          : new Skipped(malformed, unknown, Collections.unmodifiableList(problems));
      return new Frame(
          header,
          Collections.unmodifiableList(groups),
          Collections.unmodifiableList(transfers),
          Collections.unmodifiableList(system),
          skipped);
    }

    private void readFields(CodedInputStream in) throws IOException, MalformedFrameException, X {
      boolean ended = false;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (ended) {
          throw new MalformedFrameException(Reason.STRUCTURE, "a frame goes on after its checksum");
        }
        if (tag == HEADER) {
          readHeader(in.readBytes());
          check.check(header, frame);
        } else if (tag == GROUP) {
          readGroup(countItem(in.readBytes()));
        } else if (tag == SYSTEM) {
          readSystem(countItem(in.readBytes()));
        } else if (tag == CHECKSUM) {
          in.readFixed32();
          ended = true;
        } else {
          unknown += FrameSeal.isField(tag) ? 0 : 1;
          if (!in.skipField(tag)) {
            throw new MalformedFrameException(
                Reason.STRUCTURE, "a frame ends a field that it did not begin");
          }
        }
      }
      if (!ended) {
        throw new MalformedFrameException(
            Reason.STRUCTURE, "a frame's checksum is part of another field");
      }
    }

    private ByteString countItem(ByteString item) throws MalformedFrameException {
      if (header == null) {
        throw new MalformedFrameException(Reason.HEADER, "a frame does not begin with a header");
      }
      if (++items > FrameLimits.MAX_ITEMS) {
        throw new MalformedFrameException(
            Reason.TOO_MANY_ITEMS, "a frame has more than " + FrameLimits.MAX_ITEMS + " messages");
      }
      return item;
    }

    private void readHeader(ByteString bytes) throws MalformedFrameException {
      if (header != null) {
        throw new MalformedFrameException(Reason.HEADER, "a frame has two headers");
      }
      try {
        Wire.FrameHeader wire = parse(HEADERS, bytes);
        header = new FrameHeader(
            wire.hasClusterId()
                ? Optional.of(ClusterId.of(wire.getClusterId().toByteArray()))
                : Optional.empty(),
            wire.getFrom(),
            wire.hasTo() ? OptionalInt.of(wire.getTo()) : OptionalInt.empty(),
            wire.getBootId(),
            SystemWire.read(wire.getAdvertised()));
      } catch (IOException | IllegalArgumentException e) {
        throw new MalformedFrameException(
            Reason.HEADER, "a frame's header is malformed: " + e.getMessage(), e);
      }
    }

    private void readGroup(ByteString bytes) {
      try {
        Wire.GroupMessage wire = parse(GROUPS, bytes);
        if (wire.getBodyCase() == Wire.GroupMessage.BodyCase.BODY_NOT_SET) {
          unknown++;
        } else if (TransferWire.isTransfer(wire)) {
          transfers.add(new TransferEnvelope(GroupWire.partition(wire), TransferWire.read(wire)));
        } else {
          groups.add(new Envelope(GroupWire.partition(wire), GroupWire.read(wire, entryChecksum)));
        }
      } catch (IOException | CorruptEntryException | IllegalArgumentException e) {
        skipMalformed(e);
      }
    }

    private void readSystem(ByteString bytes) {
      try {
        Wire.SystemMessage wire = parse(SYSTEMS, bytes);
        if (wire.getBodyCase() == Wire.SystemMessage.BodyCase.BODY_NOT_SET) {
          unknown++;
        } else {
          system.add(checkSender(SystemWire.read(wire)));
        }
      } catch (IOException | IllegalArgumentException e) {
        skipMalformed(e);
      }
    }

    /** A hello says again who sent it: to be believed, it says the same as the header. */
    private SystemMessage checkSender(SystemMessage message) {
      if (message instanceof Hello hello
          && (hello.member().nodeId() != header.from()
              || hello.bootId() != header.bootId()
              || !hello.advertised().equals(header.advertised()))) {
        throw new IllegalArgumentException("a hello of " + hello.member() + " at "
            + hello.advertised() + ", boot id " + Long.toHexString(hello.bootId())
            + ", came in a frame of node " + header.from() + " at " + header.advertised()
            + ", boot id " + Long.toHexString(header.bootId()));
      }
      return message;
    }

    private void skipMalformed(Exception e) {
      malformed++;
      if (problems.size() < MAX_PROBLEMS) {
        String what = String.valueOf(e.getMessage());
        problems.add(
            what.length() <= MAX_PROBLEM_LENGTH ? what : what.substring(0, MAX_PROBLEM_LENGTH));
      }
    }

    private static <M extends MessageLite> M parse(Parser<M> parser, ByteString bytes)
        throws InvalidProtocolBufferException {
      CodedInputStream in = input(bytes);
      M message = parser.parseFrom(in);
      in.checkLastTagWas(0);
      return message;
    }

    /**
     * An input that hands out parts of the frame without copying them; what outlives the reading is
     * copied later.
     */
    private static CodedInputStream input(ByteString bytes) {
      CodedInputStream in = bytes.newCodedInput();
      in.enableAliasing(true);
      return in;
    }
  }
}
