package io.quorate.sim.file;

import io.quorate.spi.Wal;
import io.quorate.spi.WalException;

/** Opens a log on files that may be simulated. */
@FunctionalInterface
public interface LogOpener {

  /**
   * Opens the log. Called once per process life; the log before is closed, or gone with its
   * process.
   *
   * @param files all that the log may write to
   * @return the open log
   * @throws WalException if it cannot be opened
   */
  Wal open(FileStore files) throws WalException;
}
