package io.quorate.cli.backends;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What nodes are made of.
 *
 * @param backends the backends
 * @param classPath a class path with these
 * @param durable whether what a node has stored is there after a {@code kill -9}
 * @param settings configuration keys for all nodes
 * @param javaOptions options of the nodes' JVMs
 */
public record NodeMake(
    Backends backends,
    NodeClassPath classPath,
    boolean durable,
    SortedMap<String, String> settings,
    List<String> javaOptions) {

  /**
   * What the program uses where nobody says otherwise.
   *
   * @return with {@link Backends#DEFAULT}
   */
  public static NodeMake usual() {
    return of(Backends.DEFAULT, List.of(), Map.of());
  }

  /**
   * Looks for backends.
   *
   * @param backends which
   * @param more jars and folders beside those that the program runs on
   * @param settings configuration keys for all nodes
   * @return with these
   * @throws IllegalArgumentException if there is no such backend; names those that there are
   */
  public static NodeMake of(Backends backends, List<Path> more, Map<String, String> settings) {
    boolean durable = NodeClassPath.found(more).stream()
        .filter(found -> found.kind() == FoundBackend.Kind.WAL)
        .filter(found -> found.name().equals(backends.wal()))
        .allMatch(FoundBackend::production);
    return new NodeMake(
        backends, NodeClassPath.of(backends, more), durable, new TreeMap<>(settings), List.of());
  }

  /**
   * The same for nodes that live for seconds only: what an optimising compiler does for later costs
   * them, and the others on the machine, more than it ever brings.
   *
   * @return all else is the same
   */
  public NodeMake shortLived() {
    return new NodeMake(backends, classPath, durable, settings, List.of("-XX:TieredStopAtLevel=1"));
  }

  /**
   * What the nodes are, for a story.
   *
   * @return such as {@code a log in RocksDB and a gRPC port}
   */
  public String words() {
    return "a log in " + title(backends.wal()) + " and a"
        + (backends.transport().equals("http") ? "n " : " ") + title(backends.transport())
        + " port";
  }

  private static String title(String name) {
    return switch (name) {
      case "rocksdb" -> "RocksDB";
      case "h2" -> "H2";
      case "grpc" -> "gRPC";
      case "http" -> "HTTP";
      default -> name;
    };
  }
}
