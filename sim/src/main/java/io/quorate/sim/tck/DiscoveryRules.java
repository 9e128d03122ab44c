package io.quorate.sim.tck;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;

/** The rules of the discovery kit, for those who run them without JUnit. */
public final class DiscoveryRules {
  private static final int WARM_UP_CYCLES = 3;
  private static final int CYCLES = 20;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** Begins the reason of what is untested because nothing says where to look. */
  private static final String NO_SETTINGS =
      "needs settings with which the discovery finds something";

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
   * Whether rules are untested because the discovery was given no settings with which it could find
   * something.
   *
   * @param report what {@link #check} returned
   * @return true if it should be run again with settings
   */
  public static boolean lackedSettings(RuleReport report) {
    return report.results().stream()
        .anyMatch(result -> result.outcome() == RuleReport.Outcome.UNTESTED
            && result.detail().startsWith(NO_SETTINGS));
  }

  /** A rule cannot be checked for want of settings. */
  static UntestedException lacksSettings(String why) {
    return new UntestedException(NO_SETTINGS + ", and none were given: " + why);
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
        Rule.untested(
            "DI-1",
            "one-thread",
            "resolve is called by one thread at a time, and may block",
            "binds the engine"),
        Rule.must(
            "Discovery.resolve",
            "reachable",
            "every answer has a port at which a node could be reached",
            DiscoveryRules::answersWithPorts),
        Rule.untested(
            "Discovery.resolve",
            "source-fails",
            "a source that cannot be asked is an IOException, and does not end the discovery",
            "needs a source that fails; the backend's own tests make one"),
        Rule.untested(
            "Discovery.namesEveryMember",
            "names-every-member",
            "who says that all members are named does name them all",
            "the kit does not know who is a member"),
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
            "DI-4",
            "close",
            "after close nothing is left running, and close may be called again",
            DiscoveryRules::leavesNothing),
        Rule.must(
            "DI-4",
            "files",
            "after close no file or socket is left open",
            DiscoveryRules::leavesNoFiles),
        Rule.must(
            "DI-5",
            "provider",
            BackendRules.PROVIDER,
            fixture -> BackendRules.provider("discovery", fixture.provider())),
        Rule.should(
            "Backend",
            "service",
            BackendRules.SERVICE,
            fixture -> BackendRules.service(DiscoveryProvider.class, fixture.provider())),
        Rule.should(
            "BackendContext.nodeName",
            "thread-names",
            BackendRules.THREADS,
            DiscoveryRules::namesThreads));
  }

  private static void resolvesRepeatedly(DiscoveryFixture fixture) throws Exception {
    Discovery discovery = fixture.open();
    for (int i = 0; i < 3; i++) {
      SortedSet<NodeAddress> found = discovery.resolve();
      if (found.isEmpty() && i == 0 && !fixture.hasSettings()) {
        throw lacksSettings("it finds nothing");
      }
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
    Set<Thread> before = new HashSet<>(Leftovers.threads());
    Discovery discovery = fixture.open();
    discovery.resolve();
    discovery.close();
    discovery.close();
    List<String> left = Leftovers.threadsNamed(DiscoveryFixture.THREADS);
    if (!left.isEmpty()) {
      throw new AssertionError("expected: no thread is left by close, but " + left);
    }
    // What libraries share in the process may take a moment, but must go.
    Await.until(
        CLOSE_LIMIT,
        () -> "the threads end: " + Leftovers.newThreads(before),
        () -> Leftovers.newThreads(before).isEmpty());
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

  private static void namesThreads(DiscoveryFixture fixture) throws Exception {
    Set<Thread> before = new HashSet<>(Leftovers.threads());
    fixture.open().resolve();
    BackendRules.threadsAreNamed(before, List.of(DiscoveryFixture.THREADS));
  }
}
