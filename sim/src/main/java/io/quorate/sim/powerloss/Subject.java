package io.quorate.sim.powerloss;

import io.quorate.sim.file.LogOpener;
import io.quorate.spi.Wal;

/** A log that is run on simulated files. */
@FunctionalInterface
public interface Subject extends LogOpener {

  /**
   * Where writes may be misdirected from: the files that hold the records. A file that only counts
   * what was acknowledged is as a rule not protected against a write of its own that wipes out what
   * it counts.
   *
   * @return what the files' names begin with
   */
  default String recordFiles() {
    return "";
  }

  /**
   * Whether the log had a torn end when it was opened; counted only.
   *
   * @param wal what {@link #open} returned
   * @return false if it is not known
   */
  default boolean hadTornTail(Wal wal) {
    return false;
  }
}
