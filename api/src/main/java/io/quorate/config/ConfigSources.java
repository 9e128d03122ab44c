package io.quorate.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The sources of configuration values, strongest first. They are read once, when the configuration
 * is built; later changes of system properties or files do not show.
 */
public final class ConfigSources {
  private static final String SYSTEM_PREFIX = "quorate.";
  private static final String ENVIRONMENT_PREFIX = "QUORATE_";

  /** Names under our prefixes that are not configuration of a node. */
  private static final List<String> NOT_KEYS = List.of("config", "java.opts");

  private static final Pattern BACKEND_NAME =
      Pattern.compile("(wal|transport|discovery)\\.[^.]+\\..+");

  private final List<Source> sources;

  private ConfigSources(List<Source> sources) {
    this.sources = sources;
  }

  /**
   * A value as it was found.
   *
   * @param text the value
   * @param origin where it was found, for people
   */
  public record Found(String text, String origin) {}

  /** One source: its values under names of its own making. */
  private record Source(String title, boolean environment, SortedMap<String, String> values) {
    Optional<Found> find(ConfigKey<?> key) {
      String name = environment ? environmentName(key.name()) : key.name();
      return Optional.ofNullable(values.get(name)).map(text -> new Found(text, title));
    }
  }

  /**
   * The builder's values alone.
   *
   * @param given by key name
   * @return the sources
   */
  public static ConfigSources of(SortedMap<String, String> given) {
    return new ConfigSources(List.of(new Source("builder", false, new TreeMap<>(given))));
  }

  /**
   * The builder's values, then system properties, the environment, and a properties file.
   *
   * @param given the builder's values, by key name
   * @param loader where {@code quorate.properties} is looked for last
   * @param problems takes what is wrong with the file
   * @return the sources
   */
  public static ConfigSources ambient(
      SortedMap<String, String> given, ClassLoader loader, List<ConfigProblem> problems) {
    SortedMap<String, String> system = new TreeMap<>();
    Properties properties = System.getProperties();
    properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith(SYSTEM_PREFIX))
        .forEach(name ->
            system.put(name.substring(SYSTEM_PREFIX.length()), properties.getProperty(name)));
    SortedMap<String, String> environment = new TreeMap<>();
    System.getenv().forEach((name, value) -> {
      if (name.startsWith(ENVIRONMENT_PREFIX)) {
        environment.put(name, value);
      }
    });
    List<Source> sources = new ArrayList<>();
    sources.add(new Source("builder", false, new TreeMap<>(given)));
    sources.add(new Source("system properties", false, system));
    sources.add(new Source("environment", true, environment));
    readFile(system, environment, loader, problems).ifPresent(sources::add);
    return new ConfigSources(List.copyOf(sources));
  }

  private static Optional<Source> readFile(
      Map<String, String> system,
      Map<String, String> environment,
      ClassLoader loader,
      List<ConfigProblem> problems) {
    String named = system.getOrDefault("config", environment.get(ENVIRONMENT_PREFIX + "CONFIG"));
    Path path = Path.of(named != null ? named : "quorate.properties");
    try {
      if (named != null || Files.exists(path)) {
        try (InputStream in = Files.newInputStream(path)) {
          return Optional.of(new Source("file " + path, false, load(in)));
        }
      }
      try (InputStream in = loader.getResourceAsStream("quorate.properties")) {
        return in == null
            ? Optional.empty()
            : Optional.of(new Source("quorate.properties on the classpath", false, load(in)));
      }
    } catch (IOException | IllegalArgumentException e) {
      problems.add(new ConfigProblem("config", "the file '" + path + "' cannot be read: " + e));
      return Optional.empty();
    }
  }

  private static SortedMap<String, String> load(InputStream in) throws IOException {
    Properties properties = new Properties();
    properties.load(in);
    SortedMap<String, String> values = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      values.put(
          name.startsWith(SYSTEM_PREFIX) ? name.substring(SYSTEM_PREFIX.length()) : name,
          properties.getProperty(name));
    }
    return values;
  }

  /**
   * The strongest value of a key.
   *
   * @param key the key
   * @return empty if no source gives one
   */
  public Optional<Found> find(ConfigKey<?> key) {
    return sources.stream().flatMap(source -> source.find(key).stream()).findFirst();
  }

  /**
   * Whether some source gives a value.
   *
   * @param key the key
   * @return true if one does, legal or not
   */
  public boolean isGiven(ConfigKey<?> key) {
    return find(key).isPresent();
  }

  /**
   * The strongest value of a key, read.
   *
   * @param key the key
   * @param <T> its type
   * @return empty if no source gives one
   * @throws IllegalArgumentException if it is not legal
   */
  public <T> Optional<T> parse(ConfigKey<T> key) {
    return find(key).map(found -> key.parse(found.text()));
  }

  /**
   * Reports names that no key has, with the nearest that one has. Names below {@code wal.},
   * {@code transport.} and {@code discovery.} belong to backends and are left to
   * {@link #reportUnknownBackendKeys}.
   *
   * @param known all other keys
   * @param problems takes the reports
   */
  public void reportUnknownKeys(Collection<ConfigKey<?>> known, List<ConfigProblem> problems) {
    for (Source source : sources) {
      for (String name : source.values().keySet()) {
        if (!isBackendName(source, name)) {
          reportIfUnknown(source, name, known, problems);
        }
      }
    }
  }

  /**
   * Reports names below a backend's kind and name that none of its keys has.
   *
   * @param kindAndName for example {@code wal.rocksdb}
   * @param known the backend's keys
   * @param problems takes the reports
   */
  public void reportUnknownBackendKeys(
      String kindAndName, Collection<ConfigKey<?>> known, List<ConfigProblem> problems) {
    for (Source source : sources) {
      for (String name : source.values().keySet()) {
        String prefix =
            source.environment() ? environmentName(kindAndName) + "_" : kindAndName + ".";
        if (name.startsWith(prefix)) {
          reportIfUnknown(source, name, known, problems);
        }
      }
    }
  }

  /**
   * The backends that some value is meant for.
   *
   * @param kind {@code wal}, {@code transport} or {@code discovery}
   * @return the second words of the keys below that kind, in order; environment variables, whose
   *     words cannot be told apart, are left out
   */
  public List<String> backendsWithValues(String kind) {
    return sources.stream()
        .filter(source -> !source.environment())
        .flatMap(source -> source.values().keySet().stream())
        .filter(name -> name.startsWith(kind + ".") && name.indexOf('.', kind.length() + 1) > 0)
        .map(name -> name.substring(kind.length() + 1, name.indexOf('.', kind.length() + 1)))
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether it has the kind, the backend's name and a word of its own, as in wal.rocksdb.files. */
  private static boolean isBackendName(Source source, String name) {
    String dotted = source.environment()
        ? name.substring(ENVIRONMENT_PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.')
        : name;
    return BACKEND_NAME.matcher(dotted).matches();
  }

  private static void reportIfUnknown(
      Source source, String name, Collection<ConfigKey<?>> known, List<ConfigProblem> problems) {
    List<String> names = new ArrayList<>();
    known.forEach(
        key -> names.add(source.environment() ? environmentName(key.name()) : key.name()));
    boolean ignored =
        NOT_KEYS.stream().anyMatch(n -> name.equals(source.environment() ? environmentName(n) : n));
    if (ignored || names.contains(name)) {
      return;
    }
    String nearest = names.stream()
        .min((a, b) -> Integer.compare(distance(name, a), distance(name, b)))
        .map(n -> "; did you mean " + n + "?")
        .orElse("");
    problems.add(new ConfigProblem(name, "no such key (from " + source.title() + ")" + nearest));
  }

  /** The edit distance (Levenshtein), to find what a misspelt key was meant to be. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  /**
   * Every value of some keys and where it comes from, a line each, secrets masked.
   *
   * @param keys which
   * @return for people
   */
  public String explain(Collection<ConfigKey<?>> keys) {
    StringBuilder text = new StringBuilder();
    for (ConfigKey<?> key : keys) {
      text.append(String.format(Locale.ROOT, "%-32s = %-24s (%s)%n", key, shown(key), origin(key)));
    }
    return text.toString();
  }

  private <T> String shown(ConfigKey<T> key) {
    Optional<Found> found = find(key);
    if (found.isPresent()) {
      return key.secret() ? "********" : found.get().text();
    }
    return key.defaultValue().map(key::print).orElse("");
  }

  private String origin(ConfigKey<?> key) {
    return find(key)
        .map(Found::origin)
        .orElse(key.defaultValue().isPresent() ? "default" : "not set");
  }

  private static String environmentName(String name) {
    return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
