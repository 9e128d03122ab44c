package io.quorate.spi;

import java.io.IOException;

/** Makes discoveries. */
public interface DiscoveryProvider extends Backend {
  /**
   * Makes a discovery.
   *
   * @param context the settings
   * @return the discovery
   * @throws IOException if the settings cannot work
   */
  Discovery create(BackendContext context) throws IOException;
}
