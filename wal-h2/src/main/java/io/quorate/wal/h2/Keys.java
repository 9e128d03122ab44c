package io.quorate.wal.h2;

import java.nio.ByteBuffer;

/** The keys of format 1. Big-endian, so that the order of the keys is the order of the numbers. */
final class Keys {
  private static final int RUN_BYTES = Integer.BYTES + Long.BYTES;

  private Keys() {}

  static byte[] state(int partition) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(partition).array();
  }

  static byte[] run(int partition, long first) {
    return ByteBuffer.allocate(RUN_BYTES).putInt(partition).putLong(first).array();
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
