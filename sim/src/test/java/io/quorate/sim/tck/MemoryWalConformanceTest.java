package io.quorate.sim.tck;

import io.quorate.spi.WalProvider;
import io.quorate.wal.memory.MemoryWalProvider;

class MemoryWalConformanceTest extends WalConformance {

  @Override
  protected WalProvider provider() {
    return new MemoryWalProvider();
  }

  @Override
  protected WalFaults faults(WalProvider provider) {
    return new MemoryWalFaults((MemoryWalProvider) provider);
  }
}
