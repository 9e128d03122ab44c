import io.quorate.discovery.dns.DnsDiscoveryProvider;
import io.quorate.spi.DiscoveryProvider;

/** Discovery by DNS. */
module io.quorate.discovery.dns {
  requires transitive io.quorate.api;
  requires org.dnsjava;
  requires org.slf4j;

  exports io.quorate.discovery.dns;

  provides DiscoveryProvider with
      DnsDiscoveryProvider;
}
