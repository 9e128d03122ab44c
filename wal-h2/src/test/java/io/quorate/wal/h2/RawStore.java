package io.quorate.wal.h2;

import io.quorate.spi.WalException;
import java.io.IOException;

/** The store below a closed log, to put things in that the log would not. */
final class RawStore implements AutoCloseable {
  private final H2Store store;

  RawStore(LogDirectory directory) throws WalException {
    store = H2Store.open(directory, H2Options.DEFAULTS);
  }

  byte[] run(int partition, long first) {
    return store.runs().get(Keys.run(partition, first)).clone();
  }

  void putRun(int partition, long first, byte[] value) {
    store.runs().put(Keys.run(partition, first), value);
  }

  void removeRun(int partition, long first) {
    store.runs().remove(Keys.run(partition, first));
  }

  byte[] state(int partition) {
    return store.states().get(Keys.state(partition)).clone();
  }

  void putState(int partition, byte[] value) {
    store.states().put(Keys.state(partition), value);
  }

  /** Commits what was put. */
  @Override
  public void close() throws IOException {
    store.commit();
    store.settle();
    store.close();
  }
}
