package io.quorate.cli.backends;

import io.quorate.config.ConfigKey;
import io.quorate.config.QuorateKeys;
import io.quorate.spi.Backend;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.WalProvider;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A backend that a class loader shows.
 *
 * @param kind what it is
 * @param name its name
 * @param production whether it may be used for what must not be lost
 * @param location the jar or folder that it comes from
 */
public record FoundBackend(Kind kind, String name, boolean production, Path location) {
  /** Ends the search if a loader repeats one error for ever. */
  private static final int MAX_ELEMENTS = 1000;

  /** What a backend is. */
  public enum Kind {
    /** A write-ahead log. */
    WAL(WalProvider.class, QuorateKeys.WAL),
    /** A transport. */
    TRANSPORT(TransportProvider.class, QuorateKeys.TRANSPORT),
    /** A discovery. */
    DISCOVERY(DiscoveryProvider.class, QuorateKeys.DISCOVERY);

    private final Class<? extends Backend> type;
    private final ConfigKey<?> key;

    Kind(Class<? extends Backend> type, ConfigKey<?> key) {
      this.type = type;
      this.key = key;
    }

    /**
     * The configuration key that names one.
     *
     * @return the key
     */
    public ConfigKey<?> key() {
      return key;
    }
  }

  /**
   * All that a loader shows and that work. Those that do not are for a node to complain about.
   *
   * @param loader the loader
   * @return of each kind in turn, in the order found
   */
  public static List<FoundBackend> all(ClassLoader loader) {
    List<FoundBackend> found = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      Iterator<? extends ServiceLoader.Provider<? extends Backend>> services =
          ServiceLoader.load(kind.type, loader).stream().iterator();
      for (int i = 0; i < MAX_ELEMENTS; i++) {
        try {
          if (!services.hasNext()) {
            break;
          }
          Backend backend = services.next().get();
          found.add(new FoundBackend(
              kind,
              backend.name(),
              backend.suitability() == Backend.Suitability.PRODUCTION,
              location(backend.getClass())));
        } catch (ServiceConfigurationError | LinkageError e) {
          // One that cannot be loaded must not hide the others.
          continue;
        }
      }
    }
    return List.copyOf(found);
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(type + " comes from no file", e);
    }
  }
}
