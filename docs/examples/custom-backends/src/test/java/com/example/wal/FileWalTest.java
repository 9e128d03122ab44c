package com.example.wal;

import io.quorate.sim.tck.WalConformance;
import io.quorate.sim.tck.WalFaults;
import io.quorate.spi.WalProvider;

// #region kit
class FileWalTest extends WalConformance {
  private final FailingSync sync = new FailingSync();

  @Override
  protected WalProvider provider() {
    return new FileWalProvider(sync);
  }

  @Override
  protected WalFaults faults(WalProvider provider) {
    return new FileFaults(sync);
  }
}
// #endregion
