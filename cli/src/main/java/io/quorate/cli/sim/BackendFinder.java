package io.quorate.cli.sim;

import io.quorate.spi.Backend;
import io.quorate.spi.Backend.Suitability;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the backends of the program and of further jars and folders, by {@link ServiceLoader} as a
 * node does. One that cannot be loaded is found, too, and hides no other.
 */
final class BackendFinder implements AutoCloseable {
  /** Ends the search if a loader repeats one error for ever. */
  private static final int MAX_ELEMENTS = 1_000;

  private static final String ALL_JARS = "*";
  private static final String UNKNOWN = "?";

  private final URLClassLoader loader;

  private BackendFinder(URLClassLoader loader) {
    this.loader = loader;
  }

  /**
   * A backend.
   *
   * @param kit of its kind
   * @param provider empty if it could not be made
   * @param name its name; {@code ?} if it could not tell
   * @param suitability {@code production}, {@code test-only} or {@code broken}
   * @param className its class; {@code ?} if not even that is known
   * @param jar where the class comes from
   * @param reason why it is broken; empty if it is not
   * @param <P> what it implements
   */
  record Found<P extends Backend>(
      KitOf<P> kit,
      Optional<P> provider,
      String name,
      String suitability,
      String className,
      String jar,
      String reason) {

    /** A line of the list. */
    @Override
    public String toString() {
      return String.format(
          "%-10s %-10s %-10s %s  [%s]%s",
          kit.kind(), name, suitability, className, jar, reason.isEmpty() ? "" : "  " + reason);
    }
  }

  /**
   * Looks at further places beside the program's own.
   *
   * @param classpath jars, folders with classes, and {@code folder/*} for all jars of a folder,
   *     separated as in a class path
   * @param problems is told what is not there
   * @return to be closed when the backends are not used any more
   */
  static BackendFinder of(List<String> classpath, List<String> problems) {
    List<URL> urls = new ArrayList<>();
    for (String path : classpath) {
      for (String place : path.split(Pattern.quote(File.pathSeparator))) {
        try {
          for (Path file : files(place)) {
            urls.add(file.toUri().toURL());
          }
        } catch (IOException | InvalidPathException e) {
          problems.add("--classpath: " + e.getMessage());
        }
      }
    }
    return new BackendFinder(
        new URLClassLoader(urls.toArray(URL[]::new), BackendFinder.class.getClassLoader()));
  }

  private static List<Path> files(String place) throws IOException {
    if (place.isBlank()) {
      return List.of();
    }
    if (!place.endsWith(ALL_JARS)) {
      Path path = Path.of(place).toAbsolutePath();
      if (!Files.exists(path)) {
        throw new MalformedURLException(
            "there is no " + place + "; it takes jars, folders with classes, and folder/*");
      }
      return List.of(path);
    }
    Path folder = Path.of(place.substring(0, place.length() - 1)).toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      throw new MalformedURLException("there is no folder " + folder);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /**
   * The loader of the backends.
   *
   * @return sees the program's classes, too
   */
  ClassLoader loader() {
    return loader;
  }

  /**
   * All backends of a kind.
   *
   * @param kit of the kind
   * @return in the order found, each class once
   */
  <P extends Backend> List<Found<P>> find(KitOf<P> kit) {
    List<Found<P>> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<P>> services =
        ServiceLoader.load(kit.type(), loader).stream().iterator();
    for (int i = 0; i < MAX_ELEMENTS; i++) {
      Found<P> next;
      try {
        if (!services.hasNext()) {
          break;
        }
        next = examine(kit, services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        next = broken(kit, UNKNOWN, UNKNOWN, e);
      }
      Found<P> candidate = next;
      if (found.stream().noneMatch(other -> other.toString().equals(candidate.toString()))) {
        found.add(candidate);
      }
    }
    return found;
  }

  private static <P extends Backend> Found<P> examine(
      KitOf<P> kit, ServiceLoader.Provider<P> service) {
    Class<?> type = service.type();
    try {
      P provider = service.get();
      return new Found<>(
          kit,
          Optional.of(provider),
          provider.name(),
          provider.suitability() == Suitability.TEST_ONLY ? "test-only" : "production",
          type.getName(),
          jar(type),
          "");
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      // It is someone else's code: it may throw anything from any method.
      return broken(kit, type.getName(), jar(type), e);
    }
  }

  private static <P extends Backend> Found<P> broken(
      KitOf<P> kit, String className, String jar, Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new Found<>(kit, Optional.empty(), UNKNOWN, "broken", className, jar, cause.toString());
  }

  private static String jar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "of unknown origin";
    }
    String[] words = source.getLocation().getPath().split("/+");
    String last = words[words.length - 1];
    // Every build tool calls a folder of classes "classes" or "main".
    return last.endsWith(".jar") || words.length < 3
        ? last
        : words[words.length - 3] + "/" + words[words.length - 2] + "/" + last;
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
