package io.quorate.discovery.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.xbill.DNS.ResolverConfig;

/** Whom to ask. */
final class NameServers implements Supplier<List<InetSocketAddress>> {
  private final List<InetSocketAddress> given;

  /**
   * Makes it.
   *
   * @param given the servers, in order; empty for those of the system
   */
  NameServers(List<InetSocketAddress> given) {
    this.given = List.copyOf(given);
  }

  /** The system's are read anew each time, because a machine may come into another network. */
  @Override
  public List<InetSocketAddress> get() {
    if (!given.isEmpty()) {
      return given;
    }
    ResolverConfig.refresh();
    return ResolverConfig.getCurrentConfig().servers().stream()
        .filter(server -> !server.isUnresolved())
        .toList();
  }
}
