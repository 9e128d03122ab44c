package io.quorate.engine.codec;

import io.quorate.spi.EntryRecord;

/** An entry record is not what was written, or cannot be understood. Nothing in it may be used. */
public final class CorruptEntryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int partition;
  private final long index;
  private final Reason reason;

  /** What is wrong with a record. */
  public enum Reason {
    /**
     * The checksum does not match: the record is damaged, or belongs to another partition, index or
     * term.
     */
    CHECKSUM,
    /** The checksum matches, but the parts do not fit together. */
    MALFORMED,
    /** A newer version wrote it, in a layout or for a purpose that this one does not know. */
    UNSUPPORTED
  }

  CorruptEntryException(int partition, EntryRecord entry, Reason reason, String what) {
    super("partition " + partition + ", " + entry + ": " + what);
    this.partition = partition;
    this.index = entry.index();
    this.reason = reason;
  }

  /**
   * Where the record belongs.
   *
   * @return the partition
   */
  public int partition() {
    return partition;
  }

  /**
   * Where in the log it belongs.
   *
   * @return the index
   */
  public long index() {
    return index;
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
