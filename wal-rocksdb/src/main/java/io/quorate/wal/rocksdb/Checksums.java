package io.quorate.wal.rocksdb;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C of a key and its value: a value that is found under another key is as wrong as one that is
 * damaged.
 */
final class Checksums {
  private Checksums() {}

  static int of(byte[] key, ByteBuffer value) {
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(value);
    return (int) crc.getValue();
  }
}
