package io.quorate.sim.file;

import java.io.IOException;

/** There is no space left for what was to be written or synced. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what could not be written
   * @param cause what led to it, or null
   */
  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
