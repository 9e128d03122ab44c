package io.quorate.transport.http;

import io.quorate.NodeAddress;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;

/** Says why a port could not be listened on, and what would help. */
final class BindFailures {
  private BindFailures() {}

  /**
   * The sentence.
   *
   * @param who cannot listen
   * @param address where
   * @param failure why
   * @param hostName how the host of the address is called where it is given
   * @param portName how the port is called there
   */
  static String describe(
      String who, NodeAddress address, Exception failure, String hostName, String portName) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean unresolved = root instanceof UnresolvedAddressException;
    String reason = unresolved ? "unknown host" : String.valueOf(root.getMessage());
    String text = who + " cannot listen on " + address + ": " + reason + ". ";
    if (unresolved || reason.contains("assign requested address")) {
      return text
          + hostName
          + " must be an address of this machine, 0.0.0.0 for all of them, or localhost";
    }
    if (root instanceof BindException) {
      return text
          + "Another process, or another node in this one, listens there: stop it, or choose another "
          + portName
          + " (0 takes any free one)";
    }
    return text + "Check " + hostName + " and " + portName;
  }
}
