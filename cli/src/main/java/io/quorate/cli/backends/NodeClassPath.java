package io.quorate.cli.backends;

import io.quorate.cli.backends.FoundBackend.Kind;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
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
   * What the program finds, with jars of the user's.
   *
   * @param more further jars and folders
   * @return all that work
   * @throws IllegalArgumentException if there is no such jar or folder
   */
  public static List<FoundBackend> found(List<Path> more) {
    URL[] urls = more.stream().map(NodeClassPath::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, NodeClassPath.class.getClassLoader())) {
      return FoundBackend.all(loader);
    } catch (IOException e) {
      throw new IllegalArgumentException("the class path " + more + " cannot be read", e);
    }
  }

  private static URL url(Path entry) {
    if (!Files.exists(entry)) {
      throw new IllegalArgumentException(
          "there is no " + entry.toAbsolutePath() + "; name jars and folders that are there");
    }
    try {
      return entry.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * The class path for a choice of backends.
   *
   * @param chosen the backends
   * @param more jars and folders beside those that the program runs on
   * @return the class path
   * @throws IllegalArgumentException if there is no such backend; names those that there are
   */
  public static NodeClassPath of(Backends chosen, List<Path> more) {
    List<FoundBackend> found = found(more);
    List<String> problems = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<FoundBackend> ofKind =
          found.stream().filter(one -> one.kind() == kind).toList();
      if (ofKind.stream().noneMatch(one -> one.name().equals(chosen.of(kind)))) {
        problems.add("there is no " + kind.key() + " '" + chosen.of(kind) + "'; found: "
            + ofKind.stream().map(FoundBackend::name).collect(Collectors.joining(", ")));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    List<Path> entries = entries(more).stream()
        .filter(entry -> {
          List<FoundBackend> there =
              found.stream().filter(one -> same(one.location(), entry)).toList();
          return there.isEmpty() || there.stream().anyMatch(chosen::isOneOf);
        })
        .toList();
    SortedMap<String, String> names = new TreeMap<>();
    for (FoundBackend one : found) {
      boolean isThere = entries.stream().anyMatch(entry -> same(one.location(), entry));
      boolean isChosen = chosen.isOneOf(one);
      if (isThere && isChosen != one.production()) {
        names.put(one.kind().key().name(), chosen.of(one.kind()));
      }
    }
    return new NodeClassPath(entries, names);
  }

  private static List<Path> entries(List<Path> more) {
    return Stream.concat(
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of),
            more.stream())
        .map(entry -> entry.toAbsolutePath().normalize())
        .toList();
  }

  private static boolean same(Path location, Path entry) {
    try {
      return Files.exists(entry) && Files.isSameFile(location, entry);
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
