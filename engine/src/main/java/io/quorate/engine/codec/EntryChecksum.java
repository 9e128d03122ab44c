package io.quorate.engine.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The checksum of entry records. Keeps its tools between calls, because a record of a few dozen
 * bytes is cheaper to digest than a new object is to make; so for one thread at a time.
 */
final class EntryChecksum {
  /** How many bytes at the start of a record the checksum takes. */
  static final int LENGTH = Integer.BYTES;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int INDEX = Integer.BYTES;
  private static final int TERM = INDEX + Long.BYTES;

  private final CRC32C crc = new CRC32C();
  private final byte[] position = new byte[TERM + Long.BYTES];

  /** The checksum that a record must have at a position. */
  int compute(int partition, long index, long term, byte[] record) {
    INT.set(position, 0, partition);
    LONG.set(position, INDEX, index);
    LONG.set(position, TERM, term);
    crc.reset();
    crc.update(position, 0, position.length);
    crc.update(record, LENGTH, record.length - LENGTH);
    return (int) crc.getValue();
  }

  /** The checksum that a record has. */
  static int stored(byte[] record) {
    return (int) INT.get(record, 0);
  }

  static void store(byte[] record, int checksum) {
    INT.set(record, 0, checksum);
  }
}
