package io.quorate.sim.tck;

import io.quorate.NodeAddress;
import io.quorate.config.ConfigKey;
import io.quorate.spi.BackendContext;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes discoveries that find what a setting says, for the kit's own tests. */
public final class PlainDiscoveryProvider implements DiscoveryProvider {
  static final ConfigKey<List<NodeAddress>> NODES =
      ConfigKey.addresses("discovery.plain.nodes", "What is found.");

  /** Made by {@link java.util.ServiceLoader}. */
  public PlainDiscoveryProvider() {}

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public Suitability suitability() {
    return Suitability.TEST_ONLY;
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(NODES);
  }

  @Override
  public Discovery create(BackendContext context) throws IOException {
    if (!context.settings().isSet(NODES)) {
      throw new IOException(NODES + " is not set");
    }
    return new PlainDiscovery(new TreeSet<>(context.settings().get(NODES)));
  }

  /** Answers with a list; holds nothing. */
  static class PlainDiscovery implements Discovery {
    private final SortedSet<NodeAddress> nodes;

    PlainDiscovery(SortedSet<NodeAddress> nodes) {
      this.nodes = nodes;
    }

    @Override
    public SortedSet<NodeAddress> resolve() throws IOException {
      return nodes;
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
