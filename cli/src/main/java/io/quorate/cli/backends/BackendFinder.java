package io.quorate.cli.backends;

import io.quorate.spi.Backend;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
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
public final class BackendFinder implements AutoCloseable {
  /** Ends the search if a loader repeats one error for ever. */
  private static final int MAX_ELEMENTS = 1_000;

  private static final String ALL_JARS = "*";
  private static final String UNKNOWN = "?";

  private final List<Path> places;
  private final URLClassLoader loader;

  private BackendFinder(List<Path> places, URLClassLoader loader) {
    this.places = List.copyOf(places);
    this.loader = loader;
  }

  /**
   * Looks at further places beside the program's own.
   *
   * @param classpath jars, folders with classes, and {@code folder/*} for all jars of a folder,
   *     separated as in a class path
   * @param problems is told what is not there
   * @return to be closed when the backends are not used any more
   */
  public static BackendFinder of(List<String> classpath, List<String> problems) {
    List<Path> places = new ArrayList<>();
    List<URL> urls = new ArrayList<>();
    for (String path : classpath) {
      for (String place : path.split(Pattern.quote(File.pathSeparator))) {
        try {
          for (Path file : files(place)) {
            places.add(file);
            urls.add(file.toUri().toURL());
          }
        } catch (IOException | InvalidPathException e) {
          problems.add("--classpath: " + e.getMessage());
        }
      }
    }
    return new BackendFinder(
        places, new URLClassLoader(urls.toArray(URL[]::new), BackendFinder.class.getClassLoader()));
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
  public ClassLoader loader() {
    return loader;
  }

  /**
   * The further places.
   *
   * @return jars and folders, absolute
   */
  public List<Path> places() {
    return places;
  }

  /**
   * All backends of all kinds.
   *
   * @return kind by kind
   */
  public List<FoundBackend<?>> all() {
    List<FoundBackend<?>> all = new ArrayList<>();
    Kind.ALL.forEach(kind -> all.addAll(find(kind)));
    return all;
  }

  /**
   * All backends of a kind.
   *
   * @param kind the kind
   * @param <P> what providers implement
   * @return in the order found, each class once
   */
  public <P extends Backend> List<FoundBackend<P>> find(Kind<P> kind) {
    List<FoundBackend<P>> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<P>> services =
        ServiceLoader.load(kind.type(), loader).stream().iterator();
    for (int i = 0; i < MAX_ELEMENTS; i++) {
      FoundBackend<P> next;
      try {
        if (!services.hasNext()) {
          break;
        }
        next = examine(kind, services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        next = broken(kind, UNKNOWN, Optional.empty(), e);
      }
      FoundBackend<P> candidate = next;
      if (found.stream().noneMatch(other -> other.toString().equals(candidate.toString()))) {
        found.add(candidate);
      }
    }
    return found;
  }

  private static <P extends Backend> FoundBackend<P> examine(
      Kind<P> kind, ServiceLoader.Provider<P> service) {
    Class<?> type = service.type();
    try {
      P provider = service.get();
      provider.suitability(); // whatever it throws, it throws here
      return new FoundBackend<>(
          kind, Optional.of(provider), provider.name(), type.getName(), location(type), "");
    } catch (RuntimeException | ServiceConfigurationError | LinkageError e) {
      // It is someone else's code: it may throw anything from any method.
      return broken(kind, type.getName(), location(type), e);
    }
  }

  private static <P extends Backend> FoundBackend<P> broken(
      Kind<P> kind, String className, Optional<Path> location, Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new FoundBackend<>(
        kind, Optional.empty(), UNKNOWN, className, location, cause.toString());
  }

  private static Optional<Path> location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty(); // it does not come from a file
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }
}
