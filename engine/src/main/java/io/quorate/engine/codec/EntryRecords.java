package io.quorate.engine.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.Proposal;
import io.quorate.engine.codec.CorruptEntryException.Reason;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import io.quorate.spi.EntryRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Looks into entry records. The layout, on disk as on the wire, with the highest byte of numbers
 * first:
 *
 * <pre>
 * 0   4 bytes  CRC32C over partition (4 bytes), index (8), term (8), and the record from byte 4 on
 * 4   1 byte   the {@linkplain EntryKind#code() code} of the kind; the highest bit is 0, with 1 the
 *              rest would have another layout
 * 5   8 bytes  {@linkplain HybridTimestamp#packedTime() time} of the leader's hybrid logical clock
 * 13  varint   the node whose clock that was
 *     varint   length of the type in bytes
 *     bytes    the type, in UTF-8; empty unless the entry is a command
 *     bytes    the data, to the end of the record
 * </pre>
 *
 * <p>A varint holds 7 bits in each byte, the lowest first; the highest bit says that another byte
 * follows. Partition, index and term are not in the record, because whoever holds it knows them.
 *
 * <p>Records that come from a disk or a network go through {@link #verify} once; the other methods
 * rely on that. All are for any thread.
 */
public final class EntryRecords {

  /** The shortest record: a command or a no-op of a node below 128, without type and data. */
  public static final int MIN_LENGTH = 15;

  static final int KIND = EntryChecksum.LENGTH;
  static final int TIME = KIND + 1;
  static final int NODE = TIME + Long.BYTES;
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Enough for thousands of nodes, and too little for one entry to become a flood of objects. */
  private static final int MAX_CONFIGURATION_LENGTH = 1 << 16;

  private static final int MAX_VARINT_SHIFT = 28;

  private EntryRecords() {}

  /**
   * Verifies a record: that it is what was written for this partition, index and term, and that
   * this version understands it, including the configuration in a record that holds one.
   *
   * @param partition where it belongs
   * @param entry the record
   * @throws CorruptEntryException if it must not be used
   */
  public static void verify(int partition, EntryRecord entry) throws CorruptEntryException {
    verify(partition, entry, new EntryChecksum());
  }

  static void verify(int partition, EntryRecord entry, EntryChecksum checksum)
      throws CorruptEntryException {
    byte[] record = entry.bytes();
    if (record.length < MIN_LENGTH) {
      throw new CorruptEntryException(
          partition,
          entry,
          Reason.MALFORMED,
          "shorter than the " + MIN_LENGTH + " bytes of an empty entry");
    }
    int computed = checksum.compute(partition, entry.index(), entry.term(), record);
    int stored = EntryChecksum.stored(record);
    if (computed != stored) {
      throw new CorruptEntryException(
          partition,
          entry,
          Reason.CHECKSUM,
          String.format("has the checksum %08x and should have %08x", stored, computed));
    }
    if (record[KIND] < 0) {
      throw new CorruptEntryException(
          partition, entry, Reason.UNSUPPORTED, "its layout is unknown to this version");
    }
    EntryKind kind;
    try {
      kind = kind(entry);
    } catch (IllegalArgumentException e) {
      throw new CorruptEntryException(partition, entry, Reason.UNSUPPORTED, e.getMessage());
    }
    if (!fits(record)) {
      throw new CorruptEntryException(
          partition, entry, Reason.MALFORMED, "its parts do not fit into its length");
    }
    if (kind == EntryKind.CONFIGURATION) {
      try {
        configuration(entry);
      } catch (IllegalArgumentException e) {
        throw new CorruptEntryException(partition, entry, Reason.MALFORMED, e.getMessage());
      }
    }
  }

  /**
   * What a record is for.
   *
   * @param entry a valid record
   * @return its kind
   * @throws IllegalArgumentException if this version does not know the kind
   */
  public static EntryKind kind(EntryRecord entry) {
    int code = entry.bytes()[KIND];
    // Nearly all entries are commands, and the search makes an array each time.
    return code == EntryKind.COMMAND.code() ? EntryKind.COMMAND : EntryKind.ofCode(code);
  }

  /**
   * The leader's clock when the record was made.
   *
   * @param entry a valid record
   * @return the timestamp
   */
  public static HybridTimestamp timestamp(EntryRecord entry) {
    byte[] record = entry.bytes();
    return HybridTimestamp.unpack((long) LONG.get(record, TIME), value(varint(record, NODE)));
  }

  /**
   * The entry as the application gets it.
   *
   * @param entry a valid record
   * @return with data of its own
   */
  public static LogEntry toLogEntry(EntryRecord entry) {
    byte[] record = entry.bytes();
    int typeLength = typeLengthAt(record);
    int type = end(varint(record, typeLength));
    int data = type + value(varint(record, typeLength));
    return new LogEntry(
        entry.index(),
        entry.term(),
        timestamp(entry),
        new String(record, type, data - type, StandardCharsets.UTF_8),
        Arrays.copyOfRange(record, data, record.length));
  }

  /**
   * An entry as the application gets it, with another's type and data: a proposal that this entry
   * delivers.
   *
   * @param entry a valid record
   * @param proposal what it delivers
   * @param position among all that it delivers, from 0
   * @return with data of its own
   */
  public static LogEntry delivered(EntryRecord entry, Proposal proposal, int position) {
    return new LogEntry(
        entry.index(),
        entry.term(),
        timestamp(entry),
        proposal.type(),
        proposal.data().clone(),
        position);
  }

  /**
   * The ticket in a record of kind {@link EntryKind#TICKET}.
   *
   * @param partition where it belongs
   * @param entry a valid record
   * @return the ticket
   * @throws CorruptEntryException if the record holds none that this version understands
   */
  public static TicketEntry ticket(int partition, EntryRecord entry) throws CorruptEntryException {
    try {
      return TicketCodec.ticket(data(entry));
    } catch (MalformedRecordException e) {
      throw new CorruptEntryException(partition, entry, Reason.UNSUPPORTED, e.getMessage());
    }
  }

  /**
   * The decision in a record of kind {@link EntryKind#DECISION}.
   *
   * @param partition where it belongs
   * @param entry a valid record
   * @return the decision
   * @throws CorruptEntryException if the record holds none that this version understands
   */
  public static DecisionEntry decision(int partition, EntryRecord entry)
      throws CorruptEntryException {
    try {
      return TicketCodec.decision(data(entry));
    } catch (MalformedRecordException e) {
      throw new CorruptEntryException(partition, entry, Reason.UNSUPPORTED, e.getMessage());
    }
  }

  /**
   * The data of a record.
   *
   * @param entry a valid record
   * @return a copy
   */
  public static byte[] data(EntryRecord entry) {
    byte[] record = entry.bytes();
    return Arrays.copyOfRange(record, dataAt(record), record.length);
  }

  /**
   * The configuration in a record of kind {@link EntryKind#CONFIGURATION}.
   *
   * @param entry a valid record
   * @return the configuration
   * @throws IllegalArgumentException if the record holds none
   */
  public static Configuration configuration(EntryRecord entry) {
    byte[] data = data(entry);
    if (data.length > MAX_CONFIGURATION_LENGTH) {
      throw new IllegalArgumentException("a configuration has " + data.length + " bytes");
    }
    try {
      return configuration(Wire.ConfigurationEntry.parseFrom(data));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("it holds no configuration: " + e.getMessage(), e);
    }
  }

  static Configuration configuration(Wire.ConfigurationEntry wire) {
    return new Configuration(
        nodes(wire.getVotersList()), nodes(wire.getOutgoingList()), nodes(wire.getLearnersList()));
  }

  static byte[] encode(Configuration configuration) {
    return wire(configuration).toByteArray();
  }

  static Wire.ConfigurationEntry wire(Configuration configuration) {
    return Wire.ConfigurationEntry.newBuilder()
        .addAllVoters(configuration.voters())
        .addAllOutgoing(configuration.outgoing())
        .addAllLearners(configuration.learners())
        .build();
  }

  private static SortedSet<Integer> nodes(List<Integer> ids) {
    int previous = 0;
    for (int id : ids) {
      if (id <= previous) {
        throw new IllegalArgumentException(
            "node ids in a configuration are at least 1 and ascend, not " + ids);
      }
      previous = id;
    }
    return new TreeSet<>(ids);
  }

  private static boolean fits(byte[] record) {
    long node = varint(record, NODE);
    long typeLength = node < 0 ? node : varint(record, end(node));
    return typeLength >= 0 && value(typeLength) <= record.length - end(typeLength);
  }

  private static int typeLengthAt(byte[] record) {
    return end(varint(record, NODE));
  }

  private static int dataAt(byte[] record) {
    long typeLength = varint(record, typeLengthAt(record));
    return end(typeLength) + value(typeLength);
  }

  // A varint is returned with the position behind it: as one number, to need no object for the two.

  /** Reads a number from 0 to 2^31 - 1; negative if there is none. */
  private static long varint(byte[] record, int at) {
    int value = 0;
    int position = at;
    for (int shift = 0; position < record.length && shift <= MAX_VARINT_SHIFT; shift += 7) {
      byte b = record[position++];
      if (shift == MAX_VARINT_SHIFT && (b & 0xF8) != 0) {
        return -1;
      }
      value |= (b & 0x7F) << shift;
      if (b >= 0) {
        return (long) position << Integer.SIZE | value;
      }
    }
    return -1;
  }

  private static int value(long varint) {
    return (int) varint;
  }

  private static int end(long varint) {
    return (int) (varint >>> Integer.SIZE);
  }
}
