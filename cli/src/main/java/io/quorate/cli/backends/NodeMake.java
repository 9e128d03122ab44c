package io.quorate.cli.backends;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
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
   * @param more jars and folders beside those that the program runs on, as {@link BackendFinder}
   *     takes them
   * @param settings configuration keys for all nodes
   * @return with these
   * @throws IllegalArgumentException if there is no such backend, or no such jar; says what there
   *     is
   */
  public static NodeMake of(Backends backends, List<String> more, Map<String, String> settings) {
    List<String> problems = new ArrayList<>();
    try (BackendFinder finder = BackendFinder.of(more, problems)) {
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(String.join("\n", problems));
      }
      return of(backends, finder, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * With backends that a finder knows.
   *
   * @param backends which
   * @param finder where to look
   * @param settings configuration keys for all nodes
   * @return with these
   * @throws IllegalArgumentException if there is no such backend; says what there is
   */
  public static NodeMake of(Backends backends, BackendFinder finder, Map<String, String> settings) {
    NodeClassPath classPath = NodeClassPath.of(backends, finder);
    boolean durable = finder.find(Kind.WAL).stream()
        .filter(backends::isOneOf)
        .allMatch(FoundBackend::isProduction);
    return new NodeMake(backends, classPath, durable, new TreeMap<>(settings), List.of());
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
