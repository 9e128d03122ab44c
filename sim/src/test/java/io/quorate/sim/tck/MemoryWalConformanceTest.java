package io.quorate.sim.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.spi.Backend.Suitability;
import io.quorate.spi.WalProvider;
import io.quorate.wal.memory.MemoryWalProvider;
import org.junit.jupiter.api.Test;

class MemoryWalConformanceTest extends WalConformance {

  @Override
  protected WalProvider provider() {
    return new MemoryWalProvider();
  }

  @Override
  protected WalFaults faults(WalProvider provider) {
    return new MemoryWalFaults((MemoryWalProvider) provider);
  }

  @Test
  void aLogInMemoryMustBeNamed() {
    assertThat(new MemoryWalProvider().suitability()).isEqualTo(Suitability.TEST_ONLY);
    assertThat(new MemoryWalProvider().durability()).isEqualTo("not durable");
  }
}
