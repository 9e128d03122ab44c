package io.quorate.wal.h2;

import io.quorate.sim.tck.WalConformance;
import io.quorate.sim.tck.WalFaults;
import io.quorate.spi.WalException.Kind;
import io.quorate.spi.WalProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class H2WalConformanceTest extends WalConformance {
  private final Map<String, FailingDirectory> opened = new ConcurrentHashMap<>();

  @Override
  protected WalProvider provider() {
    return new H2WalProvider(directory -> {
      FailingDirectory failing = new FailingDirectory(directory);
      opened.put(directory.toString(), failing);
      return failing;
    });
  }

  @Override
  protected WalFaults faults(WalProvider provider) {
    return new WalFaults() {
      @Override
      public boolean failNextAppend(Path directory, Kind kind) throws Exception {
        opened.get(directory.toRealPath().toString()).failNextWrite(kind);
        return true;
      }

      /** Flips a bit above H2, and above the checksums of blocks. */
      @Override
      public boolean damage(Path directory, int partition, long index) throws Exception {
        try (RawStore raw = new RawStore(DiskDirectory.create(directory))) {
          byte[] value = raw.run(partition, index);
          value[value.length - 1] ^= 1;
          raw.putRun(partition, index, value);
        }
        return true;
      }

      @Override
      public boolean makeNewer(Path directory) throws Exception {
        LogDirectory files = DiskDirectory.create(directory);
        Files.delete(directory.resolve(Mark.NAME));
        Mark.create(files, H2Store.FORMAT_VERSION + 1, 1).close();
        return true;
      }
    };
  }
}
