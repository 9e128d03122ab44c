package io.quorate.engine.codec;

/**
 * The bytes of a formation record or of a system command are not what an encoder of this or an
 * older version wrote.
 */
public final class MalformedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * For what is wrong by itself.
   *
   * @param message what
   */
  public MalformedRecordException(String message) {
    super(message);
  }

  MalformedRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
