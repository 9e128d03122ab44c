package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.holds;
import static io.quorate.sim.tck.Expect.isTrue;
import static io.quorate.sim.tck.Rule.must;
import static io.quorate.sim.tck.Rule.should;
import static io.quorate.sim.tck.Rule.untested;
import static io.quorate.sim.tck.Writes.append;
import static io.quorate.sim.tck.Writes.entries;

import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.spi.Backend.Suitability;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalProvider;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the provider says of itself, and where it opens logs. */
final class WalProviderRules {
  /** What {@link WalProvider#durability} says of a log that is gone with its process. */
  static final String NOT_DURABLE = "not durable";

  private static final int P = 1;

  private WalProviderRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(
        must("Backend", "provider", BackendRules.PROVIDER, WalProviderRules::provider),
        should(
            "Backend",
            "service",
            BackendRules.SERVICE,
            fixture -> BackendRules.service(WalProvider.class, fixture.provider())),
        should(
            "BackendContext.nodeName",
            "thread-names",
            BackendRules.THREADS,
            WalProviderRules::threadNames),
        must(
            "WalProvider.durability",
            "durable-unless-for-tests",
            "Only a log for tests may be \"not durable\"; any other says how an append survives a power cut.",
            WalProviderRules::durable),
        must(
            "WalProvider.WalContext.directory",
            "directory",
            "A log is created in a directory that is not there yet, and in one that is there and empty.",
            WalProviderRules::directory),
        untested(
            "WalProvider.WalContext.directory",
            "owner",
            "A log is opened by the node, and by the backend, that it belongs to.",
            "the engine's store marker sees to it before any log is opened; the engine's tests check it"),
        untested(
            "WalProvider.formatVersion",
            "older-format",
            "A store of an older format is read or converted.",
            "needs a store that an older version wrote"),
        untested(
            "Wal.capability",
            "capability",
            "A wrapper passes the question for an ability on.",
            "binds wrappers; a log of its own may have no ability at all"));
  }

  private static void provider(WalFixture fixture) {
    WalProvider provider = fixture.provider();
    BackendRules.provider("wal", provider);
    isTrue(provider.formatVersion() >= 1, "the format version is " + provider.formatVersion());
  }

  private static void durable(WalFixture fixture) {
    WalProvider provider = fixture.provider();
    isTrue(
        !provider.durability().isBlank(),
        "the provider does not say how an append is made durable");
    isTrue(
        !provider.durability().equals(NOT_DURABLE)
            || provider.suitability() == Suitability.TEST_ONLY,
        "the log is '" + NOT_DURABLE + "', and meant for " + provider.suitability()
            + ", but an append must survive a power cut; only TEST_ONLY may do without");
  }

  private static void directory(WalFixture fixture) throws Exception {
    Files.createDirectories(fixture.logDirectory());
    try (Wal wal = fixture.open()) {
      wal.append(WalBatch.of(P, append(P, 1, 1, 1)));
    }
    try (WalFixture absent = fixture.another()) {
      Wal wal = absent.open();
      wal.append(WalBatch.of(P, append(P, 1, 1, 1)));
      holds(absent.reopen(wal), P, entries(P, 1, 1, 1));
    }
    holds(fixture.open(), P, entries(P, 1, 1, 1));
  }

  private static void threadNames(WalFixture fixture) throws Exception {
    Set<Thread> before = new HashSet<>(Leftovers.threads());
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 100, 1)));
    wal.read(P, 1, Long.MAX_VALUE);
    BackendRules.threadsAreNamed(before, List.of("quorate-" + WalFixture.NODE + "-"));
  }
}
