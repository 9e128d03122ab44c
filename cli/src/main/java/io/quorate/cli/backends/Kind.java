package io.quorate.cli.backends;

import io.quorate.config.ConfigKey;
import io.quorate.config.QuorateKeys;
import io.quorate.spi.Backend;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.WalProvider;
import java.util.List;

/**
 * A kind of backends.
 *
 * @param key names the one to use, and is the first word of the backends' own keys
 * @param type what providers implement
 * @param <P> what providers implement
 */
public record Kind<P extends Backend>(ConfigKey<?> key, Class<P> type) {
  /** Write-ahead logs. */
  public static final Kind<WalProvider> WAL = new Kind<>(QuorateKeys.WAL, WalProvider.class);

  /** Transports. */
  public static final Kind<TransportProvider> TRANSPORT =
      new Kind<>(QuorateKeys.TRANSPORT, TransportProvider.class);

  /** Discoveries. */
  public static final Kind<DiscoveryProvider> DISCOVERY =
      new Kind<>(QuorateKeys.DISCOVERY, DiscoveryProvider.class);

  /** The three. */
  public static final List<Kind<?>> ALL = List.of(WAL, TRANSPORT, DISCOVERY);

  /** The name of the key, such as {@code wal}. */
  @Override
  public String toString() {
    return key.name();
  }
}
