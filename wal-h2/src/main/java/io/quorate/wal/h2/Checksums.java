package io.quorate.wal.h2;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC32C of bytes and of where they belong: what is found elsewhere is as wrong as damage. */
final class Checksums {
  private Checksums() {}

  static int of(byte[] key, ByteBuffer value) {
    CRC32C crc = new CRC32C();
    crc.update(key);
    crc.update(value);
    return (int) crc.getValue();
  }

  /** The place is numbers; eight bytes each. */
  static int of(ByteBuffer value, long... place) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * place.length);
    for (long number : place) {
      bytes.putLong(number);
    }
    return of(bytes.array(), value);
  }
}
