package io.quorate.engine.system;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What the two identities of 16 bytes share: as a record of two numbers they get their equality and
 * order for free.
 */
final class Bytes16 {
  static final int LENGTH = 16;

  private Bytes16() {}

  static ByteBuffer wrap(String what, byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(what + " has " + bytes.length + " bytes, not " + LENGTH);
    }
    return ByteBuffer.wrap(bytes);
  }

  static byte[] bytes(long high, long low) {
    return ByteBuffer.allocate(LENGTH).putLong(high).putLong(low).array();
  }

  static byte[] parse(String what, String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(what + " '" + hex + "' is not written in hexadecimal", e);
    }
  }

  static String hex(long high, long low) {
    HexFormat format = HexFormat.of();
    return format.toHexDigits(high) + format.toHexDigits(low);
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }
}
