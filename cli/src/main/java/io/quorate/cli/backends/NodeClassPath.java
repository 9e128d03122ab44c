package io.quorate.cli.backends;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of a node that has the backends which it is to use, and, as far as jars allow it,
 * no others: the node then chooses what is there, as with any application's class path.
 *
 * @param entries jars and folders, absolute
 * @param names of backends that the class path alone does not decide on, by the key that names
 *     them: one that is for tests only has to be named, and one whose jar holds another, too
 */
public record NodeClassPath(List<Path> entries, SortedMap<String, String> names) {

  /**
   * The class path for a choice of backends.
   *
   * @param chosen the backends
   * @param finder knows where they are
   * @return the class path
   * @throws IllegalArgumentException if there is no such backend; names those that there are
   */
  static NodeClassPath of(Backends chosen, BackendFinder finder) {
    List<FoundBackend<?>> found = finder.all();
    refuseMissing(chosen, found);
    List<Path> entries = entries(finder.places()).stream()
        .filter(entry -> {
          List<FoundBackend<?>> there =
              found.stream().filter(one -> isIn(one, entry)).toList();
          return there.isEmpty() || there.stream().anyMatch(chosen::isOneOf);
        })
        .toList();
    SortedMap<String, String> names = new TreeMap<>();
    for (FoundBackend<?> one : found) {
      boolean isThere = entries.stream().anyMatch(entry -> isIn(one, entry));
      if (isThere && chosen.isOneOf(one) != one.isProduction()) {
        names.put(one.kind().toString(), chosen.of(one.kind()));
      }
    }
    return new NodeClassPath(entries, names);
  }

  private static void refuseMissing(Backends chosen, List<FoundBackend<?>> found) {
    List<String> problems = new ArrayList<>();
    for (Kind<?> kind : Kind.ALL) {
      List<FoundBackend<?>> ofKind =
          found.stream().filter(one -> one.kind().equals(kind)).toList();
      if (ofKind.stream().noneMatch(chosen::isOneOf)) {
        problems.add("there is no " + kind + " '" + chosen.of(kind) + "'; found: "
            + ofKind.stream()
                .map(one -> one.name() + (one.reason().isEmpty() ? "" : " (" + one.reason() + ")"))
                .collect(Collectors.joining(", ")));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  private static List<Path> entries(List<Path> more) {
    return Stream.concat(
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of),
            more.stream())
        .map(entry -> entry.toAbsolutePath().normalize())
        .toList();
  }

  private static boolean isIn(FoundBackend<?> backend, Path entry) {
    try {
      return backend.location().isPresent()
          && Files.exists(entry)
          && Files.isSameFile(backend.location().get(), entry);
    } catch (IOException e) {
      return false;
    }
  }

  /** As {@code java -cp} takes it. */
  @Override
  public String toString() {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
