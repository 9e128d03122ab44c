package io.quorate.wal.h2;

import io.quorate.sim.file.FileStore;
import io.quorate.sim.powerloss.PowerLossResult;
import io.quorate.sim.powerloss.PowerLossSweep;
import io.quorate.sim.powerloss.Subject;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;

/**
 * Runs a log on simulated files through many seeds: power cuts that keep any subset of what was not
 * synced, crashes, failing syncs and writes, full disks, damage. As a program:
 *
 * <pre>{@code
 * ./mvnw -q -pl wal-h2 -am test -Dtest=H2PowerLossTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dpowerloss.seeds=5000
 * }</pre>
 */
final class H2PowerLoss {
  private H2PowerLoss() {}

  /** So small that a run of a few batches begins journals, and brings blocks to their places. */
  static final H2Options SMALL = new H2Options(48 * 1024, 1024 * 1024);

  private static final Subject SUBJECT = new Subject() {
    @Override
    public Wal open(FileStore files) throws WalException {
      return H2Wal.open(new StoredDirectory(files), SMALL);
    }

    /** As for the reference log: not the file that only counts what was acknowledged. */
    @Override
    public String recordFiles() {
      return "journal-";
    }
  };

  static PowerLossSweep sweep(long first, long last) {
    return PowerLossSweep.run(SUBJECT, first, last);
  }

  static PowerLossResult run(long seed) {
    return PowerLossSweep.run(SUBJECT, seed);
  }
}
