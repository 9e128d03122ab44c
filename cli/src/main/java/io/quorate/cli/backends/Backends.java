package io.quorate.cli.backends;

import java.util.List;
import java.util.Objects;

/**
 * One backend of each kind, by name.
 *
 * @param wal the write-ahead log
 * @param transport the transport
 * @param discovery the discovery
 */
public record Backends(String wal, String transport, String discovery) {

  /** What the program uses where nobody says otherwise. */
  public static final Backends DEFAULT = new Backends("rocksdb", "grpc", "static");

  /** The discoveries that can be told where nodes are whose ports the program picks. */
  public static final List<String> FINDABLE = List.of("static", "dns");

  /**
   * Checks for null. Whether there are such backends, {@link NodeClassPath} tells.
   *
   * @param wal see the component
   * @param transport see the component
   * @param discovery see the component
   */
  public Backends {
    Objects.requireNonNull(wal, "wal");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(discovery, "discovery");
  }

  /**
   * Which of the three is of a kind.
   *
   * @param kind the kind
   * @return its name
   */
  String of(Kind<?> kind) {
    return kind.equals(Kind.WAL) ? wal : kind.equals(Kind.TRANSPORT) ? transport : discovery;
  }

  /**
   * Whether a backend is one of the three.
   *
   * @param found a backend
   * @return whether its name is here
   */
  public boolean isOneOf(FoundBackend<?> found) {
    return found.provider().isPresent() && of(found.kind()).equals(found.name());
  }

  /** The three names, as a user would write them. */
  @Override
  public String toString() {
    return wal + ", " + transport + ", " + discovery;
  }
}
