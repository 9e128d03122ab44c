package io.quorate.sim.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.config.ConfigKey;
import io.quorate.sim.tck.PlainDiscoveryProvider.PlainDiscovery;
import io.quorate.sim.tck.RuleReport.Outcome;
import io.quorate.spi.BackendContext;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule for discoveries passes a right one, and finds one that is wrong. */
class DiscoveryConformanceBitesTest {
  private static final Map<String, String> SETTINGS =
      Map.of("discovery.plain.nodes", "localhost:8001,localhost:8002");

  private static SortedSet<NodeAddress> nodes(int... ports) {
    SortedSet<NodeAddress> nodes = new TreeSet<>();
    for (int port : ports) {
      nodes.add(new NodeAddress("localhost", port));
    }
    return nodes;
  }

  private static WrongBackend<DiscoveryProvider> wrong(
      String rule, String what, Supplier<Discovery> discovery) {
    return new WrongBackend<>(rule, what, new Provider("plain", List.of(), discovery));
  }

  static List<WrongBackend<DiscoveryProvider>> wrongBackends() {
    return List.of(
        wrong("repeatable", "finds something once only", FindsOnce::new),
        wrong("reachable", "answers with port 0", () -> new PlainDiscovery(nodes(8001, 0))),
        wrong("close", "leaks a thread", () -> new LeaksThread("quorate-tck-discovery-leak", true)),
        wrong("close", "leaks a thread of another name", () -> new LeaksThread("timer", true)),
        wrong("files", "leaks a socket", LeaksFile::new),
        new WrongBackend<>(
            "provider",
            "has an illegal name",
            new Provider("Plain!", List.of(), () -> new PlainDiscovery(nodes(1)))),
        new WrongBackend<>(
            "provider",
            "has a key of another's name",
            new Provider(
                "plain",
                List.of(ConfigKey.string("discovery.other.key", "")),
                () -> new PlainDiscovery(nodes(1)))),
        wrong("service", "is not registered", () -> new PlainDiscovery(nodes(1))),
        wrong("thread-names", "names no thread", () -> new LeaksThread("worker-1", false)));
  }

  private static final class FindsOnce extends PlainDiscovery {
    private boolean found;

    FindsOnce() {
      super(nodes(8001));
    }

    @Override
    public SortedSet<NodeAddress> resolve() throws IOException {
      SortedSet<NodeAddress> answer = found ? new TreeSet<>() : super.resolve();
      found = true;
      return answer;
    }
  }

  private static final class LeaksThread extends PlainDiscovery {
    private final CountDownLatch end;
    private final boolean leaks;

    LeaksThread(String name, boolean leaks) {
      super(nodes(8001));
      this.leaks = leaks;
      end = Leaks.thread(name);
    }

    @Override
    public void close() {
      if (!leaks) {
        end.countDown();
      }
    }
  }

  private static final class LeaksFile extends PlainDiscovery {
    LeaksFile() {
      super(nodes(8001));
    }

    @Override
    public SortedSet<NodeAddress> resolve() throws IOException {
      Leaks.socket();
      return super.resolve();
    }
  }

  @AfterEach
  void cleanUp() {
    Leaks.cleanUp();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongBackends")
  void aRuleFindsAWrongDiscovery(WrongBackend<DiscoveryProvider> wrong) {
    RuleReport report = RuleReport.run(
        DiscoveryRules.all().stream()
            .filter(rule -> rule.name().equals(wrong.rule()))
            .toList(),
        () -> new DiscoveryFixture(wrong.provider(), SETTINGS));
    assertThat(report.results().get(0).outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aRightDiscoveryPasses() {
    RuleReport report = DiscoveryRules.check(new PlainDiscoveryProvider(), SETTINGS);
    assertThat(report.failed()).as(report.toString()).isEmpty();
    assertThat(report.results())
        .allMatch(result ->
            (result.outcome() == Outcome.UNTESTED) == result.rule().check().isEmpty());
    assertThat(DiscoveryRules.lackedSettings(report)).isFalse();
  }

  @Test
  void withoutSettingsNothingIsFoundAndTheReportSaysSo() {
    RuleReport report = DiscoveryRules.check(new PlainDiscoveryProvider(), Map.of());
    assertThat(report.failed()).as(report.toString()).isEmpty();
    assertThat(DiscoveryRules.lackedSettings(report)).isTrue();
    assertThat(report.toString())
        .contains("needs settings with which the discovery finds something")
        .contains("discovery.plain.nodes is not set");
  }

  @Test
  void everyRuleIsBrokenByAWrongDiscovery() {
    System.out.println(
        WrongBackend.table("Wrong discoveries, and what finds them:", wrongBackends()));
    assertThat(DiscoveryRules.all().stream().map(Rule::name)).doesNotHaveDuplicates();
    assertThat(wrongBackends().stream().map(WrongBackend::rule).distinct())
        .containsExactlyInAnyOrderElementsOf(DiscoveryRules.all().stream()
            .filter(rule -> rule.check().isPresent())
            .map(Rule::name)
            .toList());
  }

  private record Provider(String name, List<ConfigKey<?>> configKeys, Supplier<Discovery> discovery)
      implements DiscoveryProvider {
    @Override
    public Discovery create(BackendContext context) {
      return discovery.get();
    }
  }
}
