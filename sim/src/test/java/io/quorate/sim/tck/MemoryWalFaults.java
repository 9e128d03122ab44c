package io.quorate.sim.tck;

import io.quorate.spi.WalException;
import io.quorate.wal.memory.MemoryWalProvider;
import java.nio.file.Path;

/** What a log in memory can be made to suffer. */
record MemoryWalFaults(MemoryWalProvider provider) implements WalFaults {
  @Override
  public boolean failNextAppend(Path directory, WalException.Kind kind) {
    provider.disk(directory).failNextAppend(kind);
    return true;
  }
}
