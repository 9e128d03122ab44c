package io.quorate.spi;

import java.util.Objects;

/** A failure of a write-ahead log, with its kind: each kind gets another answer from the engine. */
public final class WalException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  private final Kind kind;

  /** What kinds of failure there are. */
  public enum Kind {
    /** A write or a sync failed: the log acknowledges nothing more in this process. */
    FAILED,
    /** There is no space left: as final as {@link #FAILED}, but an operator can help. */
    DISK_FULL,
    /** A stored record is damaged. The message says which partition and index, or which file. */
    CORRUPT,
    /** Somebody else has the directory open. */
    LOCKED,
    /** The store was written by a newer version of this backend. */
    NEWER_FORMAT,
    /** An index below the first or above the last was asked for. */
    OUT_OF_RANGE,
    /** The batch breaks a rule, for example leaves a gap; nothing was written. */
    ILLEGAL_BATCH,
    /** The log was closed. */
    CLOSED
  }

  /**
   * Makes an exception.
   *
   * @param kind the kind
   * @param message what failed, on what, and what was seen
   */
  public WalException(Kind kind, String message) {
    this(kind, message, null);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param kind the kind
   * @param message what failed, on what, and what was seen
   * @param cause what led to it, or null
   */
  public WalException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * The kind.
   *
   * @return never null
   */
  public Kind kind() {
    return kind;
  }
}
