import io.quorate.discovery.list.StaticDiscoveryProvider;
import io.quorate.spi.DiscoveryProvider;

/** Discovery from a fixed list. Not called "static", which is no legal part of a module's name. */
module io.quorate.discovery.list {
  requires transitive io.quorate.api;

  exports io.quorate.discovery.list;

  provides DiscoveryProvider with
      StaticDiscoveryProvider;
}
