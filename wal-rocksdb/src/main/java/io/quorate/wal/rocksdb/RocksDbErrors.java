package io.quorate.wal.rocksdb;

import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.nio.file.Path;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns RocksDB's errors into ours. */
final class RocksDbErrors {
  private RocksDbErrors() {}

  /**
   * The error with its kind.
   *
   * @param what what failed and on what, as the beginning of a sentence
   */
  static WalException wrap(String what, RocksDBException e) {
    return new WalException(kind(e), what + ": " + e.getMessage(), e);
  }

  /** A write failed: that is DISK_FULL or FAILED, whatever else RocksDB calls it. */
  static WalException writeFailed(Path directory, Exception e) {
    Kind kind = e instanceof RocksDBException inner && kind(inner) == Kind.DISK_FULL
        ? Kind.DISK_FULL
        : Kind.FAILED;
    return new WalException(kind, "cannot write to " + directory + ": " + e.getMessage(), e);
  }

  static Kind kind(RocksDBException e) {
    Status status = e.getStatus();
    if (status == null) {
      return Kind.FAILED;
    }
    if (status.getCode() == Status.Code.Corruption) {
      return Kind.CORRUPT;
    }
    if (status.getSubCode() == Status.SubCode.NoSpace) {
      return Kind.DISK_FULL;
    }
    // RocksDB has no code for a lock that is taken, only these two texts (another process, this
    // process).
    String text = String.valueOf(status.getState());
    boolean locked =
        text.startsWith("While lock file") || text.startsWith("lock hold by current process");
    return status.getCode() == Status.Code.IOError && locked ? Kind.LOCKED : Kind.FAILED;
  }
}
