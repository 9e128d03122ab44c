package io.quorate.wal.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The keys of format 1. Big-endian, so that the order of the keys is the order of the numbers. */
final class Keys {
  /** Where the format version is, in the default column family. */
  static final byte[] FORMAT = {'f'};

  private static final int RUN_BYTES = Integer.BYTES + Long.BYTES;

  private Keys() {}

  static byte[] state(int partition) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(partition).array();
  }

  static byte[] run(int partition, long first) {
    return ByteBuffer.allocate(RUN_BYTES).putInt(partition).putLong(first).array();
  }

  /** Above all runs of the partition, and below those of the next. */
  static byte[] runsEnd(int partition) {
    return ByteBuffer.allocate(RUN_BYTES + 1).putInt(partition).putLong(-1).array();
  }

  static byte[] metadata(String key) {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + text.length).put((byte) 'm').put(text).array();
  }

  static boolean isRunOf(int partition, byte[] key) {
    return key.length == RUN_BYTES && partition(key) == partition;
  }

  static int partition(byte[] key) {
    return ByteBuffer.wrap(key).getInt();
  }

  static long first(byte[] runKey) {
    return ByteBuffer.wrap(runKey).getLong(Integer.BYTES);
  }
}
