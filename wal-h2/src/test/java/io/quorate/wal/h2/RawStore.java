package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import java.io.IOException;
import java.nio.file.Path;

/** The store below a closed log, to put things in that the log would not. */
final class RawStore implements AutoCloseable {
  private final H2Store store;

  RawStore(Path directory) throws IOException, WalException {
    store = H2Store.open(DiskDirectory.create(directory), H2Options.DEFAULTS);
  }

  H2Store store() {
    return store;
  }

  /** Commits what was put. */
  @Override
  public void close() throws IOException {
    store.commit();
    store.settle();
    store.close();
  }
}
