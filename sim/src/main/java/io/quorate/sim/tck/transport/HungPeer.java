package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A peer that can be connected to, by the grace of the kernel, and never accepts, reads or answers.
 */
public final class HungPeer implements AutoCloseable {
  private static final int BACKLOG = 50;

  private final ServerSocket socket;

  /**
   * Begins to listen.
   *
   * @throws IOException if it cannot
   */
  public HungPeer() throws IOException {
    socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
  }

  /**
   * Where it seems to be.
   *
   * @return the address
   */
  public NodeAddress address() {
    return new NodeAddress("127.0.0.1", socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
