package io.quorate.engine.boot;

import io.quorate.NodeAddress;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.config.QuorateKeys;
import io.quorate.config.Settings;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.spi.Discovery;
import io.quorate.spi.DiscoveryProvider;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.TransportProvider.TransportContext;
import io.quorate.spi.Wal;
import io.quorate.spi.WalProvider;
import io.quorate.spi.WalProvider.WalContext;
import java.nio.file.Path;
import java.util.Objects;

/** Lets providers open backends, and words what goes wrong. */
final class Opening {
  private Opening() {}

  private record ForWal(String nodeName, Settings settings, Path directory) implements WalContext {}

  private record ForTransport(
      String nodeName, Settings settings, NodeAddress bindAddress, int maxFrameBytes)
      implements TransportContext {}

  private record ForDiscovery(String nodeName, Settings settings)
      implements io.quorate.spi.BackendContext {}

  /** What a provider does. */
  interface Step<T> {
    T run() throws Exception;
  }

  /**
   * Opens one backend. The provider's code may throw anything; all of it means that the backend
   * cannot be used.
   *
   * @param what for the message, such as {@code The WAL rocksdb}
   * @param step the call
   * @throws RaftException QRT-109
   */
  static <T> T open(String what, Step<T> step) {
    try {
      return Objects.requireNonNull(step.run(), what);
    } catch (RaftException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      // A backend's own exceptions are written for people; of others the type says more than the
      // text.
      boolean worded = e instanceof io.quorate.spi.WalException
          || e instanceof io.quorate.spi.TransportException;
      throw new RaftException(
          "QRT-109",
          what + " could not be opened: " + (worded && e.getMessage() != null ? e.getMessage() : e),
          e);
    }
  }

  static Wal wal(WalProvider provider, RaftConfiguration c, Path directory) {
    return open(
        "The WAL " + provider.name() + " in " + directory,
        () -> provider.open(new ForWal(c.nodeName(), c, directory)));
  }

  static Transport transport(TransportProvider provider, RaftConfiguration c) {
    NodeAddress bind = new NodeAddress(c.get(QuorateKeys.BIND_HOST), c.get(QuorateKeys.BIND_PORT));
    return open(
        "The transport " + provider.name(),
        () ->
            provider.create(new ForTransport(c.nodeName(), c, bind, FrameLimits.MAX_FRAME_BYTES)));
  }

  static Discovery discovery(DiscoveryProvider provider, RaftConfiguration c) {
    return open(
        "The discovery " + provider.name(),
        () -> provider.create(new ForDiscovery(c.nodeName(), c)));
  }
}
