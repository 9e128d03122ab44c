package io.quorate.engine.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.NodeAddress;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Message;
import io.quorate.engine.snapshot.TransferMessage;
import io.quorate.engine.system.SystemMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Gathers what is to be said to one peer, and encodes it as one frame. To be filled and encoded
 * again and again, by one thread at a time. Records of entries are not copied before they are
 * copied into the frame.
 *
 * <p>When {@link #add} says {@link Added#FULL}, the caller encodes, sends, and adds the message
 * again.
 */
public final class OutgoingFrame {
  /**
   * An upper bound of the header's encoded size: so that the size of the items is known before the
   * header is. Three bytes for each character of the longest host.
   */
  private static final int HEADER_ALLOWANCE = 64 + 3 * NodeAddress.MAX_HOST + 16;

  private static final int OVERHEAD =
      HEADER_ALLOWANCE + FrameSeal.LENGTH + FrameLimits.CHECKSUM_LENGTH;

  /** An upper bound of what an append request has beside its entries. */
  private static final int REQUEST_ALLOWANCE = 128;

  /**
   * An upper bound of what an entry has beside its record: tag, length, and a run of terms of its
   * own.
   */
  private static final int ENTRY_ALLOWANCE = 6 + 15;

  private final int maxBytes;
  private final int gatherBytes;
  private final CRC32C crc = new CRC32C();
  private final List<Wire.GroupMessage> groups = new ArrayList<>();
  private final List<Wire.SystemMessage> system = new ArrayList<>();
  private int itemBytes;

  /** What became of a message that was to be added. */
  public enum Added {
    /** It is in the frame. */
    ADDED,
    /** It is not in the frame, for which it is too much, but would be in a new one. */
    FULL,
    /** It is not in the frame, and is too large for any. */
    TOO_LARGE
  }

  /**
   * Makes an empty frame.
   *
   * @param maxBytes the transport's largest frame, at least 1024
   */
  public OutgoingFrame(int maxBytes) {
    this(maxBytes, maxBytes);
  }

  /**
   * Makes an empty frame that gathers less than it could hold.
   *
   * @param maxBytes the transport's largest frame, at least 1024
   * @param gatherBytes beyond this size only the first message goes, however large it is
   */
  public OutgoingFrame(int maxBytes, int gatherBytes) {
    if (maxBytes < 1024) {
      throw new IllegalArgumentException(
          "frames of at most " + maxBytes + " bytes are too small to be of use");
    }
    this.maxBytes = maxBytes;
    this.gatherBytes = gatherBytes;
  }

  /**
   * How large a frame of one append request gets at most, which shows that
   * {@link FrameLimits#MAX_FRAME_BYTES} has room for all that can be configured.
   *
   * @param entries how many entries the request has; their records have
   *     {@link EntryRecords#MIN_LENGTH} bytes at least
   * @param recordBytes how many bytes the records have, together
   * @return in bytes
   */
  static long sizeBound(long entries, long recordBytes) {
    return OVERHEAD + REQUEST_ALLOWANCE + recordBytes + entries * ENTRY_ALLOWANCE;
  }

  /**
   * Adds a message within a group.
   *
   * @param partition the group
   * @param message what is said
   * @return what became of it
   */
  public Added add(int partition, Message message) {
    return add(GroupWire.write(partition, message));
  }

  /**
   * Adds a message that moves a snapshot.
   *
   * @param partition the group that the snapshot is of
   * @param message what is said
   * @return what became of it
   */
  public Added add(int partition, TransferMessage message) {
    return add(TransferWire.write(partition, message));
  }

  private Added add(Wire.GroupMessage item) {
    Added added = admit(CodedOutputStream.computeMessageSize(Wire.Frame.GROUPS_FIELD_NUMBER, item));
    if (added == Added.ADDED) {
      groups.add(item);
    }
    return added;
  }

  /**
   * Adds a message outside of any group.
   *
   * @param message what is said
   * @return what became of it
   */
  public Added add(SystemMessage message) {
    Wire.SystemMessage item = SystemWire.write(message);
    Added added = admit(CodedOutputStream.computeMessageSize(Wire.Frame.SYSTEM_FIELD_NUMBER, item));
    if (added == Added.ADDED) {
      system.add(item);
    }
    return added;
  }

  /**
   * Whether nothing has been added since the frame was made or encoded.
   *
   * @return true if so
   */
  public boolean isEmpty() {
    return groups.isEmpty() && system.isEmpty();
  }

  /**
   * How large the frame would be.
   *
   * @return in bytes; a few more than it will be
   */
  public int size() {
    return OVERHEAD + itemBytes;
  }

  /**
   * Encodes the frame without a seal, and empties it for the next.
   *
   * @param header who speaks to whom
   * @return the encoded frame, the caller's own
   */
  public ByteBuffer encode(FrameHeader header) {
    return encode(header, Optional.empty());
  }

  /**
   * Encodes the frame, and empties it for the next.
   *
   * @param header who speaks to whom
   * @param sealer seals it; empty for a frame without a seal
   * @return the encoded frame, the caller's own
   */
  public ByteBuffer encode(FrameHeader header, Optional<FrameSeal.Sealer> sealer) {
    Wire.FrameHeader wire = header(header);
    int checked = CodedOutputStream.computeMessageSize(Wire.Frame.HEADER_FIELD_NUMBER, wire)
        + itemBytes
        + (sealer.isPresent() ? FrameSeal.LENGTH : 0);
    byte[] frame = new byte[checked + FrameLimits.CHECKSUM_LENGTH];
    CodedOutputStream out = CodedOutputStream.newInstance(frame);
    try {
      out.writeMessage(Wire.Frame.HEADER_FIELD_NUMBER, wire);
      for (int i = 0; i < groups.size(); i++) {
        out.writeMessage(Wire.Frame.GROUPS_FIELD_NUMBER, groups.get(i));
      }
      for (int i = 0; i < system.size(); i++) {
        out.writeMessage(Wire.Frame.SYSTEM_FIELD_NUMBER, system.get(i));
      }
      if (sealer.isPresent()) {
        FrameSeal.write(out, frame, sealer.get());
      }
      crc.reset();
      crc.update(frame, 0, checked);
      out.writeFixed32(Wire.Frame.CHECKSUM_FIELD_NUMBER, (int) crc.getValue());
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("a frame did not have the size that was computed for it", e);
    }
    groups.clear();
    system.clear();
    itemBytes = 0;
    return ByteBuffer.wrap(frame);
  }

  private Added admit(int bytes) {
    if (bytes > maxBytes - OVERHEAD) {
      return Added.TOO_LARGE;
    }
    boolean first = itemBytes == 0;
    if ((!first && bytes > gatherBytes - OVERHEAD - itemBytes)
        || groups.size() + system.size() == FrameLimits.MAX_ITEMS) {
      return Added.FULL;
    }
    itemBytes += bytes;
    return Added.ADDED;
  }

  private static Wire.FrameHeader header(FrameHeader header) {
    Wire.FrameHeader.Builder wire = Wire.FrameHeader.newBuilder()
        .setFrom(header.from())
        .setBootId(header.bootId())
        .setAdvertised(SystemWire.write(header.advertised()));
    header.to().ifPresent(wire::setTo);
    header
        .cluster()
        .ifPresent(id -> wire.setClusterId(UnsafeByteOperations.unsafeWrap(id.bytes())));
    return wire.build();
  }
}
