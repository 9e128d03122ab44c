package io.quorate.engine.codec;

/** A frame was refused altogether: nothing in it may be believed. */
public final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** What is wrong with a frame. */
  public enum Reason {
    /** It is larger than frames may be. */
    TOO_LARGE,
    /** Its checksum is missing or does not match. */
    CHECKSUM,
    /** It is no sequence of fields. */
    STRUCTURE,
    /** Its header is missing, there twice, or invalid. */
    HEADER,
    /** It has more items than frames may have. */
    TOO_MANY_ITEMS
  }

  MalformedFrameException(Reason reason, String message) {
    this(reason, message, null);
  }

  MalformedFrameException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * What is wrong.
   *
   * @return never null
   */
  public Reason reason() {
    return reason;
  }
}
