package io.quorate.discovery.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.NodeAddress;
import io.quorate.config.Settings;
import io.quorate.sim.tck.DiscoveryConformance;
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

class StaticDiscoveryTest extends DiscoveryConformance {
  private static final NodeAddress A = new NodeAddress("a", 1);
  private static final NodeAddress B = new NodeAddress("b", 2);

  private record Context(String nodeName, Settings settings) implements BackendContext {}

  @Override
  protected DiscoveryProvider provider() {
    return new StaticDiscoveryProvider();
  }

  @Override
  protected Map<String, String> settings() {
    return Map.of("discovery.static.nodes", "b:2, a:1,b:2");
  }

  private Discovery create(Map<String, String> settings) throws IOException {
    return provider().create(new Context("n", new GivenSettings(settings)));
  }

  @Test
  void answersWithTheListInOrderAndOnce() throws IOException {
    try (Discovery discovery = create(settings())) {
      assertThat(discovery.resolve()).containsExactly(A, B);
      assertThat(discovery.namesEveryMember()).isTrue();
      assertThatThrownBy(() -> discovery.resolve().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void canBeMadeWithoutConfiguration() {
    try (StaticDiscovery discovery = StaticDiscovery.of("b:2", "a:1")) {
      assertThat(discovery.resolve()).containsExactly(A, B);
      assertThat(discovery).hasToString("static[a:1, b:2]");
    }
    assertThatThrownBy(() -> StaticDiscovery.of("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nonsense' is not host:port");
  }

  @Test
  void anEmptyListIsOnlyForASingleNode() throws IOException {
    assertThatThrownBy(() -> create(Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("discovery.static.nodes is not set. Name the other members")
        .hasMessageContaining("cluster.expect=1");
    assertThatThrownBy(() -> create(Map.of("discovery.static.nodes", " , ", "cluster.expect", "3")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("discovery.static.nodes is empty");
    try (Discovery discovery = create(Map.of("cluster.expect", "1"))) {
      assertThat(discovery.resolve()).isEmpty();
    }
  }

  @Test
  void aMemberWithoutAPortIsRefused() {
    assertThatThrownBy(() -> create(Map.of("discovery.static.nodes", "a:0")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("discovery.static.nodes: 'a:0' has no port");
  }

  @Test
  void bothRegistrationsNameTheProvider() throws IOException {
    assertThat(ServiceLoader.load(DiscoveryProvider.class))
        .hasExactlyElementsOfTypes(StaticDiscoveryProvider.class);
    String service = DiscoveryProvider.class.getName();
    ModuleDescriptor module = null;
    for (URL found : Collections.list(
        StaticDiscovery.class.getClassLoader().getResources("module-info.class"))) {
      try (InputStream in = found.openStream()) {
        ModuleDescriptor candidate = ModuleDescriptor.read(in);
        module = candidate.name().equals("io.quorate.discovery.list") ? candidate : module;
      }
    }
    assertThat(module).isNotNull();
    List<String> listed;
    try (InputStream in =
        StaticDiscovery.class.getResourceAsStream("/META-INF/services/" + service)) {
      listed = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertThat(module.provides()).hasSize(1).allSatisfy(provides -> {
      assertThat(provides.service()).isEqualTo(service);
      assertThat(provides.providers()).isEqualTo(listed);
    });
  }
}
