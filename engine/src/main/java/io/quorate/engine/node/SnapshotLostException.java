package io.quorate.engine.node;

import java.io.IOException;

/** A snapshot that should be there is not. */
final class SnapshotLostException extends IOException {
  private static final long serialVersionUID = 1L;

  SnapshotLostException(String message) {
    super(message);
  }
}
