package io.quorate;

import java.util.Objects;

/**
 * Where a node can be reached: a host name or IP literal and a TCP port. Equality is textual:
 * {@code localhost} and {@code 127.0.0.1} are different addresses; a node recognises itself by its
 * store id, never by an address.
 *
 * @param host a host name, an IPv4 literal, or an IPv6 literal without brackets; never blank, and
 *     at most {@value #MAX_HOST} characters
 * @param port 0 to 65535; 0 means "any free port" where an address is bound, and is invalid
 *     elsewhere
 */
public record NodeAddress(String host, int port) implements Comparable<NodeAddress> {
  /** The longest name that the domain name system knows, and some. */
  public static final int MAX_HOST = 255;

  /**
   * Checks the parts.
   *
   * @param host see the component
   * @param port see the component
   */
  public NodeAddress {
    Objects.requireNonNull(host, "host");
    if (host.isBlank() || host.chars().anyMatch(NodeAddress::isForeignToHosts)) {
      throw new IllegalArgumentException("'" + host + "' is not a host name or an IP address");
    }
    if (host.length() > MAX_HOST) {
      throw new IllegalArgumentException("the host '" + host.substring(0, 32) + "...' has "
          + host.length() + " characters; at most " + MAX_HOST + " are allowed");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is outside 0 to 65535");
    }
  }

  /**
   * Reads {@code host:port}; an IPv6 host stands in brackets, as in {@code [::1]:8001}.
   *
   * @param text the text
   * @return the address
   * @throws IllegalArgumentException if the text is anything else; the message quotes it and says
   *     what would be right
   */
  public static NodeAddress parse(String text) {
    String trimmed = text.trim();
    int colon = trimmed.lastIndexOf(':');
    boolean bracketed = trimmed.startsWith("[") && colon > 0 && trimmed.charAt(colon - 1) == ']';
    if (colon <= 0
        || colon == trimmed.length() - 1
        || (!bracketed && trimmed.indexOf(':') != colon)) {
      throw new IllegalArgumentException(
          "'" + text + "' is not host:port (examples: localhost:8001, 10.0.0.7:8001, [::1]:8001)");
    }
    String host = bracketed ? trimmed.substring(1, colon - 1) : trimmed.substring(0, colon);
    try {
      return new NodeAddress(host, Integer.parseInt(trimmed.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' has no number after the last colon (example: localhost:8001)", e);
    }
  }

  /** Characters that no host has, and that would make the text form ambiguous. */
  private static boolean isForeignToHosts(int c) {
    return Character.isWhitespace(c) || Character.isISOControl(c) || "/,[]".indexOf(c) >= 0;
  }

  /** Orders by host, then by port. */
  @Override
  public int compareTo(NodeAddress other) {
    int byHost = host.compareTo(other.host);
    return byHost != 0 ? byHost : Integer.compare(port, other.port);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
