package io.quorate.discovery.dns;

import io.quorate.NodeAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.xbill.DNS.Address;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Reads names and addresses as people write them. */
final class DnsNames {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?");

  private DnsNames() {}

  /** Whether a transport could be given it. */
  static boolean isHost(String text) {
    return NAME.matcher(text).matches();
  }

  /**
   * Reads a name, which is absolute with or without a dot at its end.
   *
   * @throws IllegalArgumentException if it is none; the message quotes it and says what would be
   *     right
   */
  static Name name(String text) {
    if (Address.isDottedQuad(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is an address, not a name; discovery.static.nodes takes addresses");
    }
    if (!isHost(text)) {
      throw new IllegalArgumentException("'" + text
          + "' is not a DNS name: labels of letters, digits, - and _, 63 at most in each, with dots"
          + " between them (example: raft.example.org)");
    }
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a DNS name: it is too long, 255 bytes are the most", e);
    }
  }

  /**
   * Reads a server's address. It is never looked up: that would need a server.
   *
   * @throws IllegalArgumentException if it is none; the message quotes it and says what would be
   *     right
   */
  static InetSocketAddress server(NodeAddress server) {
    if (server.port() == 0) {
      throw new IllegalArgumentException(
          "'" + server + "' has no port at which a server could be asked; 53 is usual");
    }
    boolean literal = server.host().indexOf(':') >= 0 || Address.isDottedQuad(server.host());
    try {
      if (literal) {
        return new InetSocketAddress(InetAddress.getByName(server.host()), server.port());
      }
    } catch (UnknownHostException e) {
      throw noAddress(server, e);
    }
    throw noAddress(server, null);
  }

  private static IllegalArgumentException noAddress(NodeAddress server, Exception cause) {
    return new IllegalArgumentException(
        "'" + server
            + "' does not begin with an IP address, and a server's name cannot be looked up (examples:"
            + " 10.0.0.53:53, [fd00::53]:53)",
        cause);
  }
}
