package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.quorate.config.ConfigurationException;
import io.quorate.config.Settings;
import io.quorate.sim.tck.GivenSettings;
import io.quorate.spi.BackendContext;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** What configurations are refused, and how. */
class DnsDiscoveryProviderTest {
  private static final String SERVICES = "discovery.dns.services";
  private static final String HOSTS = "discovery.dns.hosts";
  private static final String PORT = "discovery.dns.port";
  private static final String SERVERS = "discovery.dns.servers";

  private record Context(String nodeName, Settings settings) implements BackendContext {}

  private static Discovery create(Map<String, String> settings) {
    return new DnsDiscoveryProvider().create(new Context("n", new GivenSettings(settings)));
  }

  private static void refused(Map<String, String> settings, String... problems) {
    assertThatThrownBy(() -> create(settings))
        .asInstanceOf(throwable(ConfigurationException.class))
        .satisfies(
            e -> assertThat(e.problems()).extracting(Object::toString).containsExactly(problems));
  }

  @Test
  void eitherServicesOrHostsWithAPortAreNamed() {
    create(Map.of(SERVICES, "_raft._tcp.example.org, b.example.org.,_raft._tcp.example.org"))
        .close();
    create(Map.of(HOSTS, "raft.example.org", PORT, "8001")).close();
    create(Map.of(SERVICES, "a", SERVERS, "10.0.0.53:53,[fd00::53]:5353")).close();
    refused(
        Map.of(),
        SERVICES + ": is not set, and neither is discovery.dns.hosts; name what to look up, as in"
            + " discovery.dns.services=_raft._tcp.example.org, or discovery.dns.hosts=raft.example.org"
            + " with discovery.dns.port=8001");
    refused(
        Map.of(HOSTS, "raft.example.org"),
        PORT + ": is not set, but addresses have no ports; name the one that all members advertise,"
            + " as in discovery.dns.port=8001");
    refused(
        Map.of(SERVICES, "a.example", PORT, "8001"),
        PORT + ": 8001 is of no use without discovery.dns.hosts, because SRV records have ports of"
            + " their own; leave it out");
    refused(
        Map.of(SERVICES, "a.example", HOSTS, "b.example", PORT, "8001"),
        "discovery.dns.services, discovery.dns.hosts: both are set, but members are found either by"
            + " SRV records or by addresses; leave one out");
    refused(
        Map.of(HOSTS, "b.example", PORT, "8001", "discovery.dns.resolve-targets", "true"),
        "discovery.dns.resolve-targets: is of no use without discovery.dns.services; leave it out");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    String longName = "a.".repeat(127) + "bc";
    refused(
        Map.of(
            SERVICES, " , ",
            HOSTS, "raft.example.org:8001, 10.0.0.1, a..b, " + longName,
            SERVERS, "ns.example.org:53, 10.0.0.53:0, 10.0.0.300:53, fd00:53"),
        SERVICES + ": is empty; name one at least, or leave it out",
        HOSTS
            + ": 'raft.example.org:8001' is not a DNS name: labels of letters, digits, - and _, 63"
            + " at most in each, with dots between them (example: raft.example.org)",
        HOSTS + ": '10.0.0.1' is an address, not a name; discovery.static.nodes takes addresses",
        HOSTS
            + ": 'a..b' is not a DNS name: labels of letters, digits, - and _, 63 at most in each,"
            + " with dots between them (example: raft.example.org)",
        HOSTS + ": '" + longName + "' is not a DNS name: it is too long, 255 bytes are the most",
        SERVERS + ": 'ns.example.org:53' does not begin with an IP address, and a server's name"
            + " cannot be looked up (examples: 10.0.0.53:53, [fd00::53]:53)",
        SERVERS + ": '10.0.0.53:0' has no port at which a server could be asked; 53 is usual",
        SERVERS + ": '10.0.0.300:53' does not begin with an IP address, and a server's name cannot"
            + " be looked up (examples: 10.0.0.53:53, [fd00::53]:53)",
        SERVERS + ": 'fd00:53' does not begin with an IP address, and a server's name cannot be"
            + " looked up (examples: 10.0.0.53:53, [fd00::53]:53)",
        "discovery.dns.services, discovery.dns.hosts: both are set, but members are found either by"
            + " SRV records or by addresses; leave one out",
        PORT + ": is not set, but addresses have no ports; name the one that all members advertise,"
            + " as in discovery.dns.port=8001");
    assertThatThrownBy(() -> create(Map.of(SERVICES, "a", SERVERS, "[fd00::x]:53")))
        .hasMessageContaining("'[fd00::x]:53' does not begin with an IP address");
  }

  @Test
  void theSystemTellsWhomToAsk() {
    assertThat(new NameServers(List.of()).get()).isNotEmpty();
  }

  @Test
  void bothRegistrationsNameTheProvider() throws IOException {
    assertThat(ServiceLoader.load(DiscoveryProvider.class))
        .hasExactlyElementsOfTypes(DnsDiscoveryProvider.class);
    String service = DiscoveryProvider.class.getName();
    ModuleDescriptor module = null;
    for (URL found :
        Collections.list(DnsDiscovery.class.getClassLoader().getResources("module-info.class"))) {
      try (InputStream in = found.openStream()) {
        ModuleDescriptor candidate = ModuleDescriptor.read(in);
        module = candidate.name().equals("io.quorate.discovery.dns") ? candidate : module;
      }
    }
    assertThat(module).isNotNull();
    List<String> listed;
    try (InputStream in = DnsDiscovery.class.getResourceAsStream("/META-INF/services/" + service)) {
      listed = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertThat(module.provides()).hasSize(1).allSatisfy(provides -> {
      assertThat(provides.service()).isEqualTo(service);
      assertThat(provides.providers()).isEqualTo(listed);
    });
  }
}
