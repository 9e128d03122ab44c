package io.quorate.engine.boot;

import io.quorate.RaftConfiguration;
import io.quorate.config.QuorateKeys;
import io.quorate.engine.boot.BackendSelection.Wish;
import io.quorate.engine.production.SnapshotFiles;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Backend;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.Wal;
import io.quorate.spi.WalProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The backends of one node, chosen, checked and opened.
 *
 * @param wal open, and nobody has written to it
 * @param transport not started
 * @param discovery not asked
 * @param storeId the identity of the log
 * @param dataDirectory the directory, locked; empty if a WAL instance was given
 * @param startupLine what runs, in a line
 * @param warnings what is odd in the configuration but harmless
 */
public record OpenedBackends(
    Wal wal,
    Transport transport,
    Discovery discovery,
    StoreId storeId,
    Optional<DataDirectory> dataDirectory,
    String startupLine,
    List<String> warnings)
    implements AutoCloseable {

  /**
   * Chooses, checks and opens. Nothing is opened before everything has been chosen and all keys
   * have been checked, and nothing stays open if something fails.
   *
   * @param configuration a valid configuration
   * @return the backends; instances that were given win over what could be found
   * @throws io.quorate.RaftException QRT-1xx, 201 or 3xx
   */
  public static OpenedBackends open(RaftConfiguration configuration) {
    try (Closing closing = new Closing()) {
      // Even if nothing else works, what the application handed over is closed, as it was promised.
      configuration.discovery().ifPresent(given -> closing.add("the discovery", given));
      configuration.transport().ifPresent(given -> closing.add("the transport", given));
      configuration.wal().ifPresent(given -> closing.add("the WAL", given));
      OpenedBackends opened = new Choice(configuration).open(closing);
      closing.release();
      return opened;
    }
  }

  /** What was chosen for each kind; empty where an instance was given. */
  private static final class Choice {
    private final RaftConfiguration configuration;
    private final StartupLine line;
    private final List<String> warnings;
    private Optional<FoundBackend<WalProvider>> wal = Optional.empty();
    private Optional<FoundBackend<TransportProvider>> transport = Optional.empty();
    private List<FoundBackend<DiscoveryProvider>> discoveries = List.of();

    Choice(RaftConfiguration configuration) {
      this.configuration = configuration;
      this.line = new StartupLine(configuration);
      BackendKeys keys = new BackendKeys(configuration);
      if (configuration.wal().isPresent()) {
        keys.given(BackendKind.WAL);
      } else {
        wal = Optional.of(choose(BackendKind.WAL, keys));
      }
      if (configuration.transport().isPresent()) {
        keys.given(BackendKind.TRANSPORT);
      } else {
        transport = Optional.of(choose(BackendKind.TRANSPORT, keys));
      }
      if (configuration.discovery().isPresent()) {
        keys.given(BackendKind.DISCOVERY);
      } else {
        discoveries = chooseDiscoveries(keys);
      }
      this.warnings = keys.done();
    }

    private <P extends Backend> FoundBackend<P> choose(BackendKind<P> kind, BackendKeys keys) {
      BackendCatalog<P> catalog = BackendCatalog.load(kind, configuration.classLoader());
      Optional<Wish> wish = configuration
          .sources()
          .find(kind.key())
          .map(found -> new Wish(found.text().trim(), found.origin()));
      FoundBackend<P> chosen = BackendSelection.choose(catalog, wish);
      keys.check(catalog);
      return chosen;
    }

    private List<FoundBackend<DiscoveryProvider>> chooseDiscoveries(BackendKeys keys) {
      BackendCatalog<DiscoveryProvider> catalog =
          BackendCatalog.load(BackendKind.DISCOVERY, configuration.classLoader());
      List<FoundBackend<DiscoveryProvider>> chosen = new ArrayList<>();
      String origin = configuration
          .sources()
          .find(QuorateKeys.DISCOVERY)
          .map(found -> found.origin())
          .orElse("");
      List<String> names = configuration.isSet(QuorateKeys.DISCOVERY)
          ? configuration.get(QuorateKeys.DISCOVERY)
          : List.of();
      for (String name : names) {
        chosen.add(BackendSelection.choose(catalog, Optional.of(new Wish(name, origin))));
      }
      if (chosen.isEmpty()) {
        chosen.add(BackendSelection.choose(catalog, Optional.empty()));
      }
      keys.check(catalog);
      return chosen;
    }

    OpenedBackends open(Closing closing) {
      Optional<DataDirectory> directory = Optional.empty();
      Wal openWal;
      StoreId storeId;
      if (wal.isPresent()) {
        WalProvider provider = wal.get().provider().orElseThrow();
        DataDirectory opened = DataDirectory.open(configuration, provider);
        closing.add("the data directory", opened);
        directory = Optional.of(opened);
        storeId = opened.storeId();
        openWal = Opening.wal(provider, configuration, opened.walDirectory());
        closing.add("the WAL", openWal);
        opened.walOpened();
        line.wal(wal.get());
      } else {
        openWal = configuration.wal().orElseThrow();
        storeId = Opening.open("The given WAL", () -> GivenStore.open(configuration, openWal));
        line.givenWal(openWal);
      }
      Transport openTransport = openTransport(closing);
      Discovery openDiscovery = openDiscovery(closing);
      return new OpenedBackends(
          openWal, openTransport, openDiscovery, storeId, directory, line.toString(), warnings);
    }

    private Transport openTransport(Closing closing) {
      if (transport.isEmpty()) {
        Transport given = configuration.transport().orElseThrow();
        line.givenTransport(given);
        return given;
      }
      Transport opened = Opening.transport(transport.get().provider().orElseThrow(), configuration);
      closing.add("the transport", opened);
      line.transport(transport.get());
      return opened;
    }

    private Discovery openDiscovery(Closing closing) {
      if (discoveries.isEmpty()) {
        Discovery given = configuration.discovery().orElseThrow();
        line.givenDiscovery(given);
        return given;
      }
      List<Discovery> parts = new ArrayList<>();
      for (FoundBackend<DiscoveryProvider> found : discoveries) {
        Discovery part = Opening.discovery(found.provider().orElseThrow(), configuration);
        closing.add("the discovery", part);
        parts.add(part);
      }
      Discovery opened = parts.size() == 1 ? parts.get(0) : new CombinedDiscovery(parts);
      line.discovery(discoveries, opened);
      return opened;
    }
  }

  /**
   * Where this node keeps snapshots.
   *
   * @return empty without a data directory
   */
  public Optional<SnapshotStore> snapshots() {
    return dataDirectory.map(directory -> new SnapshotFiles(directory.snapshotsDirectory()));
  }

  /** Closes everything. Never throws. */
  @Override
  public void close() {
    try (Closing closing = new Closing()) {
      dataDirectory.ifPresent(directory -> closing.add("the data directory", directory));
      closing.add("the WAL", wal);
      closing.add("the transport", transport);
      closing.add("the discovery", discovery);
    }
  }
}
