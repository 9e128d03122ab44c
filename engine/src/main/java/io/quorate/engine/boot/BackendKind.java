package io.quorate.engine.boot;

import io.quorate.config.ConfigKey;
import io.quorate.config.QuorateKeys;
import io.quorate.spi.Backend;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.WalProvider;
import java.util.Iterator;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;

/**
 * One of the three kinds of backends.
 *
 * @param title for sentences
 * @param key names the backend to use, and is the first word of the backends' own keys
 * @param type what providers implement
 * @param artifact what to add if there is none
 * @param severalAllowed whether more than one can be named
 * @param services asks {@link ServiceLoader}, which must be called in the module that declares
 *     {@code uses}
 * @param <P> what providers implement
 */
record BackendKind<P extends Backend>(
    String title,
    ConfigKey<?> key,
    Class<P> type,
    String artifact,
    boolean severalAllowed,
    Services<P> services) {

  static final BackendKind<WalProvider> WAL = new BackendKind<>(
      "WAL backend",
      QuorateKeys.WAL,
      WalProvider.class,
      "quorate-wal-rocksdb",
      false,
      loader -> ServiceLoader.load(WalProvider.class, loader).stream().iterator());

  static final BackendKind<TransportProvider> TRANSPORT = new BackendKind<>(
      "transport",
      QuorateKeys.TRANSPORT,
      TransportProvider.class,
      "quorate-transport-grpc",
      false,
      loader -> ServiceLoader.load(TransportProvider.class, loader).stream().iterator());

  static final BackendKind<DiscoveryProvider> DISCOVERY = new BackendKind<>(
      "discovery",
      QuorateKeys.DISCOVERY,
      DiscoveryProvider.class,
      "quorate-discovery-static",
      true,
      loader -> ServiceLoader.load(DiscoveryProvider.class, loader).stream().iterator());

  /** Finds providers. */
  interface Services<P> {
    Iterator<Provider<P>> find(ClassLoader loader);
  }

  /** {@code WAL backends}, {@code transports}, {@code discoveries}. */
  String plural() {
    return title.endsWith("y") ? title.substring(0, title.length() - 1) + "ies" : title + "s";
  }

  /** The file that registers providers on the class path. */
  String servicesFile() {
    return "META-INF/services/" + type.getName();
  }

  @Override
  public String toString() {
    return key.name();
  }
}
