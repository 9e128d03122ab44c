package io.quorate.sim.tck;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;

/** The rules of the discovery kit, for those who run them without JUnit. */
public final class DiscoveryRules {
  private static final int WARM_UP_CYCLES = 3;
  private static final int CYCLES = 20;

  private DiscoveryRules() {}

  /**
   * Checks a discovery.
   *
   * @param provider whose discoveries
   * @param settings by key name; the discovery finds something with them
   * @return the results, one for each rule
   */
  public static RuleReport check(DiscoveryProvider provider, Map<String, String> settings) {
    return RuleReport.run(all(), () -> new DiscoveryFixture(provider, settings));
  }

  /**
   * All rules.
   *
   * @return in the order of the contract
   */
  public static List<Rule<DiscoveryFixture>> all() {
    return List.of(
        Rule.must(
            "DI-1",
            "repeatable",
            "resolve may be called again and again",
            DiscoveryRules::resolvesRepeatedly),
        Rule.must("DI-1", "reachable", "every answer has a port", DiscoveryRules::answersWithPorts),
        Rule.untested(
            "DI-2",
            "self",
            "the answer may contain this node under any name",
            "it allows something, and forbids nothing"),
        Rule.untested(
            "DI-3",
            "empty-is-unknown",
            "an empty answer means \"not known\"",
            "it binds who reads the answer; the engine's tests check it"),
        Rule.must(
            "DI-4", "close", "after close nothing is left running", DiscoveryRules::leavesNothing),
        Rule.must(
            "DI-4",
            "files",
            "after close no file or socket is left open",
            DiscoveryRules::leavesNoFiles),
        Rule.must(
            "DI-5",
            "name",
            "the name and the names of the keys follow the rules",
            DiscoveryRules::isNamedProperly));
  }

  private static void resolvesRepeatedly(DiscoveryFixture fixture) throws Exception {
    Discovery discovery = fixture.open();
    for (int i = 0; i < 3; i++) {
      SortedSet<NodeAddress> found = discovery.resolve();
      if (found.isEmpty()) {
        throw new AssertionError("expected: something is found with the kit's settings");
      }
    }
  }

  private static void answersWithPorts(DiscoveryFixture fixture) throws Exception {
    for (NodeAddress address : fixture.open().resolve()) {
      if (address.port() == 0) {
        throw new AssertionError(
            "expected: a port at which a node could be reached, but " + address);
      }
    }
  }

  private static void leavesNothing(DiscoveryFixture fixture) throws Exception {
    Discovery discovery = fixture.open();
    discovery.resolve();
    discovery.close();
    discovery.close();
    List<String> left = Leftovers.threadsNamed("quorate-" + DiscoveryFixture.NODE + "-");
    if (!left.isEmpty()) {
      throw new AssertionError("expected: no thread is left by close, but " + left);
    }
  }

  /** Classes are loaded from files, too, so that only what grows with each discovery counts. */
  private static void leavesNoFiles(DiscoveryFixture fixture) throws Exception {
    openAndClose(fixture, WARM_UP_CYCLES);
    OptionalLong before = Leftovers.openFiles();
    openAndClose(fixture, CYCLES);
    OptionalLong after = Leftovers.openFiles();
    if (before.isPresent() && after.isPresent()) {
      long left = after.getAsLong() - before.getAsLong();
      if (left >= CYCLES) {
        throw new AssertionError("expected: close frees all files and sockets, but " + CYCLES
            + " discoveries left " + left);
      }
    }
  }

  private static void openAndClose(DiscoveryFixture fixture, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Discovery discovery = fixture.open();
      discovery.resolve();
      discovery.close();
    }
  }

  private static void isNamedProperly(DiscoveryFixture fixture) {
    String name = fixture.provider().name();
    if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
      throw new AssertionError(
          "expected: a name that matches [a-z][a-z0-9-]{0,31}, but '" + name + "'");
    }
    fixture.provider().configKeys().forEach(key -> {
      if (!key.name().startsWith("discovery." + name + ".")) {
        throw new AssertionError("expected: keys below discovery." + name + ", but " + key);
      }
    });
  }
}
