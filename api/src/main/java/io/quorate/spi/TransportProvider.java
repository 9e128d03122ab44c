package io.quorate.spi;

import io.quorate.NodeAddress;

/** Makes transports. */
public interface TransportProvider extends Backend {
  /**
   * Makes a transport that is not listening yet.
   *
   * @param context where and how
   * @return the transport
   * @throws TransportException if the settings cannot work, for example because a certificate
   *     cannot be read
   */
  Transport create(TransportContext context) throws TransportException;

  /** What a transport is given. */
  interface TransportContext extends BackendContext {
    /**
     * Where to listen.
     *
     * @return port 0 means any free port
     */
    NodeAddress bindAddress();

    /**
     * The largest frame that will be sent or accepted.
     *
     * @return in bytes
     */
    int maxFrameBytes();
  }
}
