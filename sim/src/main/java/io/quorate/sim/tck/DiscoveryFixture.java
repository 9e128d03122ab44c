package io.quorate.sim.tck;

import io.quorate.config.Settings;
import io.quorate.spi.BackendContext;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a rule of the discovery kit works on: a provider, and settings with which it finds
 * something.
 */
public final class DiscoveryFixture implements AutoCloseable {
  /** The name of the node whose discoveries these are. */
  static final String NODE = "tck-discovery";

  /** How the names of their threads begin. */
  static final String THREADS = "quorate-" + NODE + "-";

  private final DiscoveryProvider provider;
  private final Map<String, String> settings;
  private final List<Discovery> opened = new ArrayList<>();

  /**
   * Makes a fixture.
   *
   * @param provider makes the discoveries
   * @param settings by key name
   */
  public DiscoveryFixture(DiscoveryProvider provider, Map<String, String> settings) {
    this.provider = provider;
    this.settings = settings;
  }

  private record Context(String nodeName, Settings settings) implements BackendContext {}

  DiscoveryProvider provider() {
    return provider;
  }

  boolean hasSettings() {
    return !settings.isEmpty();
  }

  Discovery open() throws IOException {
    Discovery discovery;
    try {
      discovery = provider.create(new Context(NODE, new GivenSettings(settings)));
    } catch (IOException e) {
      if (hasSettings()) {
        throw e;
      }
      throw DiscoveryRules.lacksSettings(e.getMessage());
    }
    opened.add(discovery);
    return discovery;
  }

  @Override
  public void close() {
    opened.forEach(Discovery::close);
  }
}
