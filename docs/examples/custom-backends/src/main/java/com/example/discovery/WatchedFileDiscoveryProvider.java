package com.example.discovery;

import io.quorate.config.ConfigKey;
import io.quorate.spi.BackendContext;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

// #region provider
/** Makes {@link WatchedFileDiscovery}s. Its name is {@code watched-file}. */
public final class WatchedFileDiscoveryProvider implements DiscoveryProvider {
  /** The file. */
  static final ConfigKey<Path> PATH = ConfigKey.path(
      "discovery.watched-file.path",
      "A file with a host:port on each line; # begins a comment. It may change at any time.");

  /** Made by {@link java.util.ServiceLoader}. */
  public WatchedFileDiscoveryProvider() {}

  @Override
  public String name() {
    return "watched-file";
  }

  /** An example does not put itself in the place of others: it has to be named. */
  @Override
  public Suitability suitability() {
    return Suitability.TEST_ONLY;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(PATH);
  }

  @Override
  public Discovery create(BackendContext context) throws IOException {
    if (!context.settings().isSet(PATH)) {
      throw new IOException(
          PATH + " is not set. Name a file of host:port lines, as in " + PATH + "=/etc/raft/nodes");
    }
    return new WatchedFileDiscovery(context.settings().get(PATH));
  }
}
// #endregion
