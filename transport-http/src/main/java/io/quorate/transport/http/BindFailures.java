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
   */
  static String describe(String who, NodeAddress address, Exception failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean unresolved = root instanceof UnresolvedAddressException;
    String reason = unresolved ? "unknown host" : String.valueOf(root.getMessage());
    String text = who + " cannot listen on " + address + ": " + reason + ". ";
    if (unresolved || reason.contains("assign requested address")) {
      return text
          + "bind.host must be an address of this machine, 0.0.0.0 for all of them, or localhost";
    }
    if (root instanceof BindException) {
      return text
          + "Another process, or another node in this one, listens there: stop it, or choose another bind.port"
          + " (0 takes any free one)";
    }
    return text + "Check bind.host and bind.port";
  }
}
