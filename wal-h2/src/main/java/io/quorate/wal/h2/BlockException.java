package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;

/** A block could not be read, or is not what was written. Unchecked, because it goes through H2. */
final class BlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  BlockException(Kind kind, String message, Exception cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Something else is there, or nothing. */
  static BlockException damaged(String message) {
    return new BlockException(Kind.CORRUPT, message, null);
  }

  /** As a {@link WalException} says it. */
  Kind kind() {
    return kind;
  }
}
