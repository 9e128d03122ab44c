package com.example.wal;

import io.quorate.sim.tck.WalFaults;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The faults that the kit asks for; a rule whose fault nobody can cause counts as untested. */
// #region faults
record FileFaults(FailingSync sync) implements WalFaults {
  @Override
  public boolean failNextAppend(Path directory, Kind kind) {
    sync.failNext(kind);
    return true;
  }

  @Override
  public boolean damage(Path directory, int partition, long index) throws IOException {
    // The kit's entries begin with partition and index.
    byte[] wanted = ByteBuffer.allocate(12).putInt(partition).putLong(index).array();
    byte[] log = Files.readAllBytes(directory.resolve("log"));
    for (int at = 0; at + wanted.length <= log.length; at++) {
      if (Arrays.equals(log, at, at + wanted.length, wanted, 0, wanted.length)) {
        log[at + 1] ^= 1;
        Files.write(directory.resolve("log"), log);
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean makeNewer(Path directory) throws IOException {
    byte[] log = Files.readAllBytes(directory.resolve("log"));
    log[LogFile.HEADER_BYTES - 1]++;
    Files.write(directory.resolve("log"), log);
    return true;
  }
}
// #endregion
