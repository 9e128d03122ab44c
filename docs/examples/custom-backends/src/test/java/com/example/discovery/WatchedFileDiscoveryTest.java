package com.example.discovery;

import io.quorate.sim.tck.DiscoveryConformance;
import io.quorate.spi.DiscoveryProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

// #region kit
class WatchedFileDiscoveryTest extends DiscoveryConformance {
  @TempDir
  Path directory;

  @Override
  protected DiscoveryProvider provider() {
    return new WatchedFileDiscoveryProvider();
  }

  @Override
  protected Map<String, String> settings() {
    Path nodes = directory.resolve("nodes");
    try {
      Files.writeString(nodes, "# three members\nnode-1:8001\nnode-2:8001\n\n[::1]:8001 # here\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of("discovery.watched-file.path", nodes.toString());
  }
}
// #endregion
