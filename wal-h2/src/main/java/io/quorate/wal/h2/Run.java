package io.quorate.wal.h2;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A run of contiguous entries of one partition: one key and value of the store. Many entries in one
 * value make an append cost what its bytes cost, not what its entries cost. An instance is a cursor
 * over a stored run; not for several threads.
 */
final class Run {
  /**
   * A run ends before the entry that would make it larger, so that reading one entry never means
   * reading megabytes.
   */
  static final int TARGET_BYTES = 256 * 1024;

  private static final int MAX_VARINT_BYTES = 10;

  private final int partition;
  private final long first;
  private final int count;
  private final ByteBuffer value;

  /** The entry that the cursor is at; before the first one, its predecessor's index. */
  private long index;

  private long term;
  private int length;

  private Run(int partition, long first, int count, ByteBuffer value) {
    this.partition = partition;
    this.first = first;
    this.count = count;
    this.value = value;
    this.index = first - 1;
  }

  /**
   * How many of the entries, from a position on, make the next run.
   *
   * @return at least 1
   */
  static int split(List<EntryRecord> entries, int from) {
    long bytes = entries.get(from).bytes().length;
    int to = from + 1;
    while (to < entries.size()) {
      bytes += entries.get(to).bytes().length;
      if (bytes > TARGET_BYTES) {
        break;
      }
      to++;
    }
    return to - from;
  }

  /** How many bytes {@link #encode} needs at most. */
  static int maxEncodedBytes(List<EntryRecord> entries) {
    long bytes = Integer.BYTES + MAX_VARINT_BYTES;
    for (EntryRecord entry : entries) {
      bytes += 2L * MAX_VARINT_BYTES + entry.bytes().length;
    }
    return Math.toIntExact(bytes);
  }

  /** Writes the value of a run at the buffer's position. */
  static void encode(int partition, List<EntryRecord> entries, ByteBuffer out) {
    int start = out.position();
    out.putInt(0);
    putVarint(out, entries.size());
    long previousTerm = 0;
    for (EntryRecord entry : entries) {
      putVarint(out, entry.term() - previousTerm);
      putVarint(out, entry.bytes().length);
      out.put(entry.bytes());
      previousTerm = entry.term();
    }
    ByteBuffer content = out.duplicate().flip().position(start + Integer.BYTES);
    out.putInt(start, Checksums.of(Keys.run(partition, entries.get(0).index()), content));
  }

  /**
   * Opens a stored run.
   *
   * @param key of a run
   * @param value as stored
   * @throws WalException CORRUPT if the checksum is wrong
   */
  static Run decode(byte[] key, byte[] value) throws WalException {
    int partition = Keys.partition(key);
    long first = Keys.first(key);
    ByteBuffer in = ByteBuffer.wrap(value);
    try {
      int stored = in.getInt();
      if (stored != Checksums.of(key, in.duplicate())) {
        throw corrupt(partition, first, "has a wrong checksum");
      }
      int count = (int) getVarint(in);
      if (count < 1) {
        throw corrupt(partition, first, "is empty");
      }
      return new Run(partition, first, count, in);
    } catch (BufferUnderflowException e) {
      throw corrupt(partition, first, "is cut short");
    }
  }

  long first() {
    return first;
  }

  long last() {
    return first + count - 1;
  }

  /** Moves the cursor to an entry at or above the one it is at, and below or at {@link #last}. */
  void moveTo(long target) throws WalException {
    try {
      while (index < target) {
        // The bytes of an entry that nobody asked for are skipped when the cursor leaves it.
        value.position(value.position() + length);
        term += getVarint(value);
        length = (int) getVarint(value);
        index++;
      }
      if (length < 0 || length > value.remaining()) {
        throw corrupt(partition, first, "is cut short");
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw corrupt(partition, first, "is cut short");
    }
  }

  long term() {
    return term;
  }

  int length() {
    return length;
  }

  /** The entry that the cursor is at. */
  EntryRecord entry() {
    byte[] bytes = new byte[length];
    value.get(value.position(), bytes);
    return new EntryRecord(index, term, bytes);
  }

  private static WalException corrupt(int partition, long first, String what) {
    return new WalException(
        Kind.CORRUPT,
        "partition " + partition + ": the record of the entries from index " + first + " on "
            + what);
  }

  private static void putVarint(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long getVarint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        break;
      }
    }
    return value;
  }
}
