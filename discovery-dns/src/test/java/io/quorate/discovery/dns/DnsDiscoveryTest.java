package io.quorate.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.DiscoveryConformance;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/** What a discovery makes of records, keeps of them, and asks for when. */
@Timeout(60)
class DnsDiscoveryTest extends DiscoveryConformance {
  private static final String SERVICE = "_raft._tcp.example";
  private static final TestDnsServer.Responder BROKEN = query -> {
    var answer = Zone.of().message(query.message());
    answer.getHeader().setRcode(Rcode.SERVFAIL);
    query.reply(answer.toWire());
  };

  private TestDnsServer server;

  /** The time of the discovery under test: it stands still unless a test moves it. */
  private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  @BeforeEach
  void start() throws IOException {
    server = TestDnsServer.start();
    server.use(Zone.of("raft.example. 30 IN A 10.0.0.1"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Override
  protected DiscoveryProvider provider() {
    return new DnsDiscoveryProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of(
        "discovery.dns.hosts", "raft.example",
        "discovery.dns.port", "8001",
        "discovery.dns.servers", server.hostAndPort());
  }

  private DnsDiscovery ofServices(boolean resolveTargets, String... names) {
    return new DnsDiscovery(
        new DnsOptions(
            "n",
            names(names),
            List.of(),
            0,
            resolveTargets,
            List.of(server.address()),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20)),
        () -> now);
  }

  private DnsDiscovery ofHosts(Duration timeout, String... names) {
    return ofHosts(timeout, List.of(server.address()), names);
  }

  private DnsDiscovery ofHosts(Duration timeout, List<InetSocketAddress> servers, String... names) {
    return new DnsDiscovery(
        new DnsOptions(
            "n", List.of(), names(names), 8001, false, servers, Duration.ofSeconds(30), timeout),
        () -> now);
  }

  private static List<Name> names(String... names) {
    return List.of(names).stream().map(DnsNames::name).toList();
  }

  private static NodeAddress[] addresses(String... texts) {
    return List.of(texts).stream().map(NodeAddress::parse).toArray(NodeAddress[]::new);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  /** How many queries the next call sends. */
  private int asks(Discovery discovery) {
    server.forgetHeard();
    try {
      discovery.resolve();
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("SERVFAIL");
    }
    return server.heard().size();
  }

  // ---- what records mean

  @Test
  void addressesOfBothFamiliesGetThePort() throws IOException {
    server.use(Zone.of(
        "raft.example. 30 IN A 10.0.0.1",
        "raft.example. 30 IN A 10.0.0.2",
        "raft.example. 30 IN AAAA fd00::1",
        "more.example. 30 IN AAAA fd00::2",
        "more.example. 30 IN A 10.0.0.2"));
    try (Discovery discovery = ofHosts(Duration.ofSeconds(20), "raft.example", "more.example.")) {
      assertThat(discovery.resolve())
          .containsExactly(addresses(
              "10.0.0.1:8001",
              "10.0.0.2:8001",
              "[fd00:0:0:0:0:0:0:1]:8001",
              "[fd00:0:0:0:0:0:0:2]:8001"));
      assertThat(discovery.namesEveryMember()).isFalse();
      assertThatThrownBy(() -> discovery.resolve().clear())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(discovery).hasToString("dns[raft.example, more.example]");
    }
  }

  @Test
  void servicesNameHostsAndPortsWhateverTheirPriority() throws IOException {
    server.use(Zone.of(
        SERVICE + ". 30 IN SRV 0 9 8001 One.example.",
        SERVICE + ". 30 IN SRV 1 0 8002 one.example.",
        SERVICE + ". 30 IN SRV 65535 65535 8001 two.example.",
        "_other._tcp.example. 30 IN SRV 0 0 9 three.example."));
    try (Discovery discovery = ofServices(false, SERVICE, "_other._tcp.example")) {
      assertThat(discovery.resolve())
          .containsExactly(addresses(
              "one.example:8001", "one.example:8002", "three.example:9", "two.example:8001"));
    }
  }

  @Test
  void aServiceMayBeAnAlias() throws IOException {
    server.use(Zone.of(
        SERVICE + ". 30 IN CNAME _raft._tcp.prod.example.",
        "_raft._tcp.prod.example. 30 IN SRV 0 0 8001 one.example."));
    try (Discovery discovery = ofServices(false, SERVICE)) {
      assertThat(discovery.resolve()).containsExactly(addresses("one.example:8001"));
    }
  }

  @Test
  void recordsThatLeadNowhereAreLeftOut() throws IOException {
    server.use(Zone.of(
        SERVICE + ". 30 IN SRV 0 0 0 one.example.",
        SERVICE + ". 30 IN SRV 0 0 8001 .",
        SERVICE + ". 30 IN SRV 0 0 8001 sla\\/sh.example.",
        SERVICE + ". 30 IN SRV 0 0 8001 two.example."));
    try (Discovery discovery = ofServices(false, SERVICE)) {
      assertThat(discovery.resolve()).containsExactly(addresses("two.example:8001"));
      pass(Duration.ofSeconds(1));
      assertThat(asks(discovery)).isEqualTo(1); // a record in trouble is looked at soon again
    }
  }

  @Test
  void targetsAreLookedUpIfThatIsWanted() throws IOException {
    String[] zone = {
      SERVICE + ". 30 IN SRV 0 0 8001 one.example.",
      SERVICE + ". 30 IN SRV 0 0 8002 one.example.",
      SERVICE + ". 30 IN SRV 0 0 8003 two.example.",
      "one.example. 30 IN A 10.0.0.1",
      "one.example. 30 IN AAAA fd00::1",
      "two.example. 30 IN A 10.0.0.2"
    };
    NodeAddress[] all = addresses(
        "10.0.0.1:8001",
        "10.0.0.1:8002",
        "10.0.0.2:8003",
        "[fd00:0:0:0:0:0:0:1]:8001",
        "[fd00:0:0:0:0:0:0:1]:8002");
    server.use(Zone.of(zone));
    try (Discovery discovery = ofServices(true, SERVICE)) {
      assertThat(discovery.resolve()).containsExactly(all);
      assertThat(server.heard()).hasSize(5);
    }
    server.forgetHeard();
    server.use(Zone.withAdditional(zone));
    try (Discovery discovery = ofServices(true, SERVICE)) {
      assertThat(discovery.resolve()).containsExactly(all);
      assertThat(server.heard()).containsExactly(SERVICE + ". SRV udp");
    }
  }

  @Test
  void aTargetThatIsNotKnownDoesNotHideTheOthers() throws IOException {
    server.use(Zone.of(
        SERVICE + ". 30 IN SRV 0 0 8001 one.example.",
        SERVICE + ". 30 IN SRV 0 0 8002 two.example.",
        "one.example. 30 IN A 10.0.0.1"));
    try (Discovery discovery = ofServices(true, SERVICE)) {
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.1:8001"));
    }
  }

  @Test
  void longListsComeWhole() throws IOException {
    server.use(Zone.ofManyMembers(64));
    try (Discovery discovery = ofServices(false, SERVICE)) {
      assertThat(discovery.resolve()).hasSize(64);
    }
  }

  // ---- what is kept

  @Test
  void nobodyMeansNotKnown() throws IOException {
    server.use(Zone.of("example. 30 IN A 10.0.0.9"));
    try (Discovery discovery = ofHosts(Duration.ofSeconds(20), "raft.example")) {
      assertThat(discovery.resolve()).isEmpty();
      pass(Duration.ofSeconds(1));
      server.use(Zone.of("raft.example. 30 IN A 10.0.0.1"));
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.1:8001"));
      pass(Duration.ofSeconds(30));
      server.use(Zone.of("example. 30 IN A 10.0.0.9"));
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.1:8001"));
    }
  }

  @Test
  void aFailureKeepsTheLastAnswer() throws IOException {
    try (Discovery discovery = ofHosts(Duration.ofSeconds(20), "raft.example")) {
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.1:8001"));
      server.use(BROKEN);
      pass(Duration.ofSeconds(30));
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.1:8001"));
      server.use(Zone.of("raft.example. 30 IN A 10.0.0.2"));
      pass(Duration.ofSeconds(1));
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.2:8001"));
    }
  }

  @Test
  void aFailureBeforeAnyAnswerIsToldUntilThereIsOne() throws IOException {
    server.use(BROKEN);
    try (Discovery discovery = ofHosts(Duration.ofSeconds(20), "raft.example")) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(discovery::resolve)
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith(
                "raft.example A: 127.0.0.1 port " + server.address().getPort() + ": SERVFAIL; ");
      }
      assertThat(server.heard()).hasSize(2); // it was not asked again for the second
      server.use(Zone.of("raft.example. 30 IN A 10.0.0.2"));
      pass(Duration.ofSeconds(1));
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.2:8001"));
    }
  }

  @Test
  void oneNameInTroubleDoesNotHideAnother() throws IOException {
    Zone before = Zone.of("a.example. 30 IN A 10.0.0.1", "b.example. 30 IN A 10.0.0.2");
    Zone after = Zone.of("a.example. 30 IN A 10.0.0.3", "b.example. 30 IN A 10.0.0.4");
    server.use(before);
    try (Discovery discovery = ofHosts(Duration.ofSeconds(20), "a.example", "b.example")) {
      discovery.resolve();
      server.use(query -> {
        boolean b = query.message().getQuestion().getName().toString().startsWith("b.");
        (b ? BROKEN : after).answer(query);
      });
      pass(Duration.ofSeconds(30));
      assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.2:8001", "10.0.0.3:8001"));
    }
  }

  @Test
  void silenceOfOneFamilyKeepsWhatItSaid() throws IOException {
    Zone before = Zone.of("raft.example. 30 IN A 10.0.0.1", "raft.example. 30 IN AAAA fd00::1");
    server.use(before);
    try (Discovery discovery = ofHosts(Duration.ofSeconds(2), "raft.example")) {
      discovery.resolve();
      server.use(query -> {
        if (query.message().getQuestion().getType() == org.xbill.DNS.Type.A) {
          Zone.of("raft.example. 30 IN A 10.0.0.2").answer(query);
        }
      });
      pass(Duration.ofSeconds(30));
      assertThat(discovery.resolve())
          .containsExactly(
              addresses("10.0.0.1:8001", "10.0.0.2:8001", "[fd00:0:0:0:0:0:0:1]:8001"));
    }
  }

  // ---- when it asks

  @Test
  void anAnswerIsUsedForItsTimeToLiveButNotLongerThanTheInterval() {
    try (Discovery discovery = ofHosts(Duration.ofSeconds(20), "raft.example")) {
      server.use(Zone.of("raft.example. 7 IN A 10.0.0.1"));
      assertThat(asks(discovery)).isEqualTo(2);
      pass(Duration.ofMillis(6_999));
      assertThat(asks(discovery)).isZero();
      pass(Duration.ofMillis(1));
      server.use(Zone.of("raft.example. 3600 IN A 10.0.0.1"));
      assertThat(asks(discovery)).isEqualTo(2);
      pass(Duration.ofMillis(29_999));
      assertThat(asks(discovery)).isZero();
      pass(Duration.ofMillis(1));
      server.use(Zone.of("raft.example. 0 IN A 10.0.0.1"));
      assertThat(asks(discovery)).isEqualTo(2);
      assertThat(asks(discovery)).isZero();
      pass(Duration.ofSeconds(1));
      assertThat(asks(discovery)).isEqualTo(2);
    }
  }

  @Test
  void whileSomethingFailsItAsksMoreAndMoreSeldom() {
    server.use(BROKEN);
    List<Integer> seconds = new ArrayList<>();
    try (Discovery discovery = ofHosts(Duration.ofSeconds(20), "raft.example")) {
      int last = 0;
      for (int second = 0; second < 130; second++) {
        if (asks(discovery) > 0) {
          seconds.add(second - last);
          last = second;
        }
        pass(Duration.ofSeconds(1));
      }
      assertThat(seconds).containsExactly(0, 1, 2, 4, 8, 16, 30, 30, 30);
      server.use(Zone.of("raft.example. 30 IN A 10.0.0.1"));
      pass(Duration.ofSeconds(30));
      assertThat(asks(discovery)).isEqualTo(2);
      server.use(BROKEN);
      pass(Duration.ofSeconds(30));
      assertThat(asks(discovery)).isEqualTo(2);
      pass(Duration.ofSeconds(1)); // from the beginning
      assertThat(asks(discovery)).isEqualTo(2);
    }
  }

  @Test
  void afterCloseItSaysSo() throws IOException {
    Discovery discovery = ofHosts(Duration.ofSeconds(20), "raft.example");
    discovery.resolve();
    discovery.close();
    assertThatThrownBy(discovery::resolve)
        .isInstanceOf(IOException.class)
        .hasMessage("this discovery is closed");
  }

  // ---- a server that is a process of its own

  @Test
  void aServerInAnotherProcessIsAskedAndOutlived() throws Exception {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            TestDnsServer.class.getName(),
            "raft.example. 30 IN A 10.0.0.7")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    try (BufferedReader out = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      InetSocketAddress address = DnsNames.server(NodeAddress.parse(out.readLine()));
      try (Discovery discovery =
          ofHosts(Duration.ofSeconds(20), List.of(address), "raft.example")) {
        assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.7:8001"));
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        pass(Duration.ofSeconds(30));
        assertThat(discovery.resolve()).containsExactly(addresses("10.0.0.7:8001"));
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
