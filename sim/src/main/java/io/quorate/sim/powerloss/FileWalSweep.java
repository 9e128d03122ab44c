package io.quorate.sim.powerloss;

import io.quorate.sim.file.FileStore;
import io.quorate.sim.filewal.FileWal;
import io.quorate.sim.filewal.FileWalOptions;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;

/** The reference log under {@link PowerLossSweep}. */
public final class FileWalSweep {
  /** So small that a run of a few batches begins segments, and gives some back. */
  private static final FileWalOptions SMALL = new FileWalOptions(700, 400);

  private FileWalSweep() {}

  /**
   * Runs the log through seeds.
   *
   * @param first the first seed
   * @param last the last seed
   * @return the sum of it
   */
  public static PowerLossSweep run(long first, long last) {
    return PowerLossSweep.run(subject(), first, last);
  }

  /**
   * Runs the log through one seed.
   *
   * @param seed any number
   * @return what came of it
   */
  public static PowerLossResult run(long seed) {
    return PowerLossSweep.run(subject(), seed);
  }

  private static Subject subject() {
    return new Subject() {
      @Override
      public Wal open(FileStore files) throws WalException {
        return FileWal.open(files, SMALL);
      }

      @Override
      public String recordFiles() {
        return "segment-";
      }

      @Override
      public boolean hadTornTail(Wal wal) {
        return ((FileWal) wal).hadTornTail();
      }
    };
  }
}
