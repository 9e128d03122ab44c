package io.quorate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free ports for a cluster on this machine, whose members must know each other's ports before
 * any of them listens.
 *
 * <p>The ports lie below those that the operating system gives to outgoing connections (from 32768
 * on Linux, 49152 elsewhere). With a port from that range, a member that is down for a moment could
 * find it taken when it returns: by a connection that another member opens, even to this very port.
 */
public final class LoopbackPorts {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_767;
  private static final int MAX_TRIES = 1_000;

  private LoopbackPorts() {}

  /**
   * Finds ports on which nobody listens now. Somebody may take one before it is used; then ask
   * again.
   *
   * @param count how many
   * @return distinct ports
   * @throws IOException if none can be found
   */
  public static List<Integer> free(int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    IOException last = null;
    for (int tries = 0; ports.size() < count; tries++) {
      if (tries == MAX_TRIES) {
        throw new IOException(
            "Found no " + count + " free ports from " + LOWEST + " to " + HIGHEST, last);
      }
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (ports.contains(port)) {
        continue;
      }
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getByName("localhost"), port));
        ports.add(port);
      } catch (IOException e) {
        last = e;
      }
    }
    return List.copyOf(ports);
  }
}
