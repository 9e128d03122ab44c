package io.quorate.spi;

/** A transport could not be made or started. */
public final class TransportException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what failed, on what address or file, and what would be right
   * @param cause what led to it, or null
   */
  public TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
