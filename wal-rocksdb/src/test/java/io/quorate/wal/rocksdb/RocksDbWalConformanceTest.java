package io.quorate.wal.rocksdb;

import io.quorate.sim.tck.WalConformance;
import io.quorate.sim.tck.WalFaults;
import io.quorate.spi.WalProvider;
import java.nio.ByteBuffer;
import java.nio.file.Path;

class RocksDbWalConformanceTest extends WalConformance {

  @Override
  protected WalProvider provider() {
    return new RocksDbWalProvider();
  }

  @Override
  protected WalFaults faults(WalProvider provider) {
    return new WalFaults() {
      /** Flips a bit above RocksDB, whose own checksums then are right. */
      @Override
      public boolean damage(Path directory, int partition, long index) throws Exception {
        try (RawStore raw = new RawStore(directory)) {
          byte[] key = Keys.run(partition, index);
          byte[] value = raw.get("log", key);
          value[value.length - 1] ^= 1;
          raw.put("log", key, value);
        }
        return true;
      }

      @Override
      public boolean makeNewer(Path directory) throws Exception {
        try (RawStore raw = new RawStore(directory)) {
          int newer = RocksDbStore.FORMAT_VERSION + 1;
          raw.put("default", Keys.FORMAT, ByteBuffer.allocate(4).putInt(newer).array());
          raw.createFamily("of a newer version");
        }
        return true;
      }
    };
  }
}
