package io.quorate.sim.file;

import java.util.Objects;

/**
 * Something that will go wrong, once, as data. Equal faults on equal histories do equal harm.
 *
 * @param kind what
 * @param files only operations on files whose names begin with this count; empty for all
 * @param nth at which of the operations that the kind is about, from 1
 * @param random decides what is left open: which pages, how much of a write
 */
public record FileFault(Kind kind, String files, int nth, long random) {

  /** What operations are there. */
  enum Operation {
    READ,
    WRITE,
    SYNC,
    SYNC_DIRECTORY,
    /** Create, rename, delete, truncate. */
    CHANGE
  }

  /** What can go wrong. */
  public enum Kind {
    /** The power fails at, or within, an operation that is no read. */
    POWER_LOSS,
    /** The process ends at, or within, an operation that is no read. */
    PROCESS_CRASH,
    /**
     * A sync fails, and some pages are not written; all count as clean, so the next sync succeeds.
     */
    SYNC_FAILS,
    /** As {@link #SYNC_FAILS}, for lack of space. */
    SYNC_FINDS_DISK_FULL,
    /** A sync of the directory fails; some changes are durable, the others stay to be synced. */
    DIRECTORY_SYNC_FAILS,
    /** A write writes a part and then fails for lack of space. */
    WRITE_FINDS_DISK_FULL,
    /** A write writes a part and says so. */
    SHORT_WRITE,
    /** A read fails, once. */
    READ_FAILS,
    /** Any operation takes very long. */
    STALL,
    /** A sync writes one page over some other page, of any file, and says nothing. */
    MISDIRECTED_WRITE;

    boolean concerns(Operation operation) {
      return switch (this) {
        case POWER_LOSS, PROCESS_CRASH -> operation != Operation.READ;
        case SYNC_FAILS, SYNC_FINDS_DISK_FULL, MISDIRECTED_WRITE -> operation == Operation.SYNC;
        case DIRECTORY_SYNC_FAILS -> operation == Operation.SYNC_DIRECTORY;
        case WRITE_FINDS_DISK_FULL, SHORT_WRITE -> operation == Operation.WRITE;
        case READ_FAILS -> operation == Operation.READ;
        case STALL -> true;
      };
    }
  }

  /**
   * Checks the ranges.
   *
   * @param kind see the component
   * @param files see the component
   * @param nth see the component
   * @param random see the component
   */
  public FileFault {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(files, "files");
    if (nth < 1) {
      throw new IllegalArgumentException("nth is " + nth + ", but the first operation is 1");
    }
  }
}
