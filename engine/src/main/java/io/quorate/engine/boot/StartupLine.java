package io.quorate.engine.boot;

import io.quorate.NodeAddress;
import io.quorate.RaftConfiguration;
import io.quorate.config.QuorateKeys;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.WalProvider;
import java.io.IOException;
import java.util.List;

/** The one line that a node logs when it is made: what runs, from which jar, on which data. */
final class StartupLine {
  private final RaftConfiguration configuration;
  private String wal = "";
  private String transport = "";
  private String discovery = "";

  StartupLine(RaftConfiguration configuration) {
    this.configuration = configuration;
  }

  void wal(FoundBackend<WalProvider> found) {
    WalProvider provider = found.provider().orElseThrow();
    wal = provider.description() + " [" + provider.durability() + "] from " + found.jar();
  }

  void transport(FoundBackend<TransportProvider> found) {
    transport = found.provider().orElseThrow().description() + " "
        + address(
            configuration.get(QuorateKeys.BIND_HOST), configuration.get(QuorateKeys.BIND_PORT));
  }

  void discovery(List<FoundBackend<DiscoveryProvider>> found, Discovery opened) {
    discovery = String.join(
            "+",
            found.stream()
                .map(one -> one.provider().orElseThrow().description())
                .toList())
        + count(opened);
  }

  void givenWal(Object instance) {
    wal = given(instance);
  }

  void givenTransport(Object instance) {
    transport = given(instance);
  }

  void givenDiscovery(Discovery instance) {
    discovery = given(instance) + count(instance);
  }

  private static String given(Object instance) {
    return "given " + instance.getClass().getSimpleName();
  }

  /**
   * A fixed list can be counted at once; another source would have to be asked, which may take its
   * time.
   */
  private static String count(Discovery discovery) {
    if (!discovery.namesEveryMember()) {
      return "";
    }
    try {
      return "(" + discovery.resolve().size() + ")";
    } catch (IOException | RuntimeException e) {
      return ""; // the engine will ask again, and report it then
    }
  }

  private static String address(String host, int port) {
    return port == 0 ? host + " on any port" : new NodeAddress(host, port).toString();
  }

  @Override
  public String toString() {
    return "quorate " + configuration.nodeName() + "(" + configuration.nodeId() + ") wal=" + wal
        + ", transport="
        + transport + ", discovery=" + discovery + ", partitions="
        + configuration.get(QuorateKeys.INITIAL_PARTITIONS)
        + ", data=" + configuration.dataDirectory().map(Object::toString).orElse("none") + ", java "
        + System.getProperty("java.version");
  }
}
