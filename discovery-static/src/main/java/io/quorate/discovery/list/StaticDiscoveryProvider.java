package io.quorate.discovery.list;

import io.quorate.NodeAddress;
import io.quorate.config.ConfigKey;
import io.quorate.config.QuorateKeys;
import io.quorate.config.Settings;
import io.quorate.spi.BackendContext;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.io.IOException;
import java.util.List;

/** Makes {@link StaticDiscovery}s from configuration. Its name is {@code static}. */
public final class StaticDiscoveryProvider implements DiscoveryProvider {

  /** The list. */
  public static final ConfigKey<List<NodeAddress>> NODES = ConfigKey.addresses(
      "discovery.static.nodes",
      "The advertised addresses of all other members; this node may be among them. May be left out only for a cluster of a"
          + " single node, that is, with cluster.expect=1.");

  /** Made by {@link java.util.ServiceLoader}. */
  public StaticDiscoveryProvider() {}

  @Override
  public String name() {
    return "static";
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return List.of(NODES);
  }

  /**
   * Makes a discovery.
   *
   * @throws IOException if there is no list, and no word that this is a single node; or if a port
   *     is 0
   */
  @Override
  public Discovery create(BackendContext context) throws IOException {
    Settings settings = context.settings();
    List<NodeAddress> nodes = settings.isSet(NODES) ? settings.get(NODES) : List.of();
    // A forgotten list must not make a cluster of one out of each of three nodes.
    boolean single =
        settings.isSet(QuorateKeys.CLUSTER_EXPECT) && settings.get(QuorateKeys.CLUSTER_EXPECT) == 1;
    if (nodes.isEmpty() && !single) {
      throw new IOException(NODES + (settings.isSet(NODES) ? " is empty" : " is not set")
          + ". Name the other members, as in " + NODES + "=10.0.0.2:8001,10.0.0.3:8001, or set "
          + QuorateKeys.CLUSTER_EXPECT + "=1 for a cluster of this node alone");
    }
    try {
      return new StaticDiscovery(nodes);
    } catch (IllegalArgumentException e) {
      throw new IOException(NODES + ": " + e.getMessage(), e);
    }
  }
}
