package io.quorate.engine.codec;

import io.quorate.HybridTimestamp;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.EntryCoder;
import io.quorate.engine.raft.EntryKind;
import io.quorate.spi.EntryRecord;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Makes the entry records of one group; {@link EntryRecords} has the layout. Used by the group's
 * event loop alone. Apart from the record itself, a command costs no allocation if its type is one
 * of the last few.
 */
public final class EntryCodec implements EntryCoder {
  private static final byte[] NOTHING = {};

  private final int partition;
  private final Supplier<HybridTimestamp> clock;
  private final EntryChecksum checksum = new EntryChecksum();
  private final TypeCache types = new TypeCache();

  /**
   * Makes a codec.
   *
   * @param partition of the group, which the checksums cover
   * @param clock stamps the entries
   */
  public EntryCodec(int partition, Supplier<HybridTimestamp> clock) {
    this.partition = partition;
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public EntryRecord encode(long index, long term, Draft draft) {
    return encode(index, term, draft.kind(), types.encode(draft.type()), draft.data());
  }

  @Override
  public EntryRecord encode(long index, long term, Configuration configuration) {
    return encode(
        index, term, EntryKind.CONFIGURATION, NOTHING, EntryRecords.encode(configuration));
  }

  @Override
  public EntryRecord encodeNoOp(long index, long term) {
    return encode(index, term, EntryKind.NO_OP, NOTHING, NOTHING);
  }

  @Override
  public EntryKind kind(EntryRecord entry) {
    return EntryRecords.kind(entry);
  }

  @Override
  public Configuration configuration(EntryRecord entry) {
    return EntryRecords.configuration(entry);
  }

  private EntryRecord encode(long index, long term, EntryKind kind, byte[] type, byte[] data) {
    HybridTimestamp stamp = clock.get();
    int length = EntryRecords.NODE
        + varintLength(stamp.nodeId())
        + varintLength(type.length)
        + type.length
        + data.length;
    byte[] record = new byte[length];
    record[EntryRecords.KIND] = (byte) kind.code();
    EntryRecords.LONG.set(record, EntryRecords.TIME, stamp.packedTime());
    int at = putVarint(record, EntryRecords.NODE, stamp.nodeId());
    at = putVarint(record, at, type.length);
    System.arraycopy(type, 0, record, at, type.length);
    System.arraycopy(data, 0, record, at + type.length, data.length);
    EntryChecksum.store(record, checksum.compute(partition, index, term, record));
    return new EntryRecord(index, term, record);
  }

  private static int varintLength(int value) {
    int length = 1;
    for (int rest = value >>> 7; rest != 0; rest >>>= 7) {
      length++;
    }
    return length;
  }

  private static int putVarint(byte[] record, int at, int value) {
    int position = at;
    int rest = value;
    while (rest >= 0x80) {
      record[position++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    record[position++] = (byte) rest;
    return position;
  }

  /**
   * The encoded forms of the last few types: an application has a handful, and proposes them again
   * and again.
   */
  private static final class TypeCache {
    private static final int SLOTS = 4;

    private final String[] types = new String[SLOTS];
    private final byte[][] encoded = new byte[SLOTS][];
    private int oldest;

    byte[] encode(String type) {
      for (int i = 0; i < SLOTS; i++) {
        if (type.equals(types[i])) {
          return encoded[i];
        }
      }
      byte[] bytes = type.isEmpty() ? NOTHING : type.getBytes(StandardCharsets.UTF_8);
      types[oldest] = type;
      encoded[oldest] = bytes;
      oldest = (oldest + 1) % SLOTS;
      return bytes;
    }
  }
}
