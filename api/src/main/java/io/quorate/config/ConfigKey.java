package io.quorate.config;

import io.quorate.NodeAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A typed configuration key: its name, how its text is read, its default, its unit and its
 * documentation. The name is as in code and in a properties file
 * ({@code wal.rocksdb.write-buffer}); as a system property it is prefixed with {@code quorate.}, in
 * the environment it is {@code QUORATE_WAL_ROCKSDB_WRITE_BUFFER}.
 *
 * <p>Immutable. Keys are equal when their names are.
 *
 * @param <T> the type of the values
 */
public final class ConfigKey<T> {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)*");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,18})\\s*(us|ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB)?");

  private final String name;
  private final String type;
  private final String doc;
  private final Function<String, T> parser;
  private final Function<T, String> printer;
  private final Optional<T> defaultValue;
  private final boolean secret;

  private ConfigKey(
      String name,
      String type,
      String doc,
      Function<String, T> parser,
      Function<T, String> printer,
      Optional<T> defaultValue,
      boolean secret) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is not a key name such as wal.rocksdb.write-buffer");
    }
    this.name = name;
    this.type = type;
    this.doc = Objects.requireNonNull(doc, "doc");
    this.parser = parser;
    this.printer = printer;
    this.defaultValue = defaultValue;
    this.secret = secret;
  }

  /**
   * A key whose values are text.
   *
   * @param name the name
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<String> string(String name, String doc) {
    return new ConfigKey<>(
        name,
        "text",
        doc,
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        Optional.empty(),
        false);
  }

  /**
   * A key whose values are whole numbers.
   *
   * @param name the name
   * @param min the smallest legal value
   * @param max the largest legal value
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<Integer> integer(String name, int min, int max, String doc) {
    Function<String, Integer> parser = text -> {
      long value;
      try {
        value = Long.parseLong(text.trim());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a whole number from " + min + " to " + max, e);
      }
      if (value < min || value > max) {
        throw new IllegalArgumentException(value + " is outside " + min + " to " + max);
      }
      return (int) value;
    };
    return new ConfigKey<>(
        name,
        "whole number, " + min + " to " + max,
        doc,
        parser,
        String::valueOf,
        Optional.empty(),
        false);
  }

  /**
   * A key whose values are true or false.
   *
   * @param name the name
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<Boolean> bool(String name, String doc) {
    Function<String, Boolean> parser = text -> switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
    return new ConfigKey<>(
        name, "true or false", doc, parser, String::valueOf, Optional.empty(), false);
  }

  /**
   * A key whose values are durations, written {@code 150ms}, {@code 5s}, {@code 2m}, {@code 1h},
   * {@code 500us}.
   *
   * @param name the name
   * @param min the shortest legal value
   * @param max the longest legal value
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<Duration> duration(String name, Duration min, Duration max, String doc) {
    String range = printDuration(min) + " to " + printDuration(max);
    Function<String, Duration> parser = text -> {
      Matcher matcher = DURATION.matcher(text.trim());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a duration (examples: 150ms, 5s, 2m)");
      }
      long amount = Long.parseLong(matcher.group(1));
      Duration value = switch (matcher.group(2)) {
        case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new IllegalArgumentException(printDuration(value) + " is outside " + range);
      }
      return value;
    };
    return new ConfigKey<>(
        name, "duration, " + range, doc, parser, ConfigKey::printDuration, Optional.empty(), false);
  }

  /**
   * A key whose values are sizes in bytes, written {@code 4MiB}, {@code 512KiB}, {@code 1GiB} or as
   * a plain number.
   *
   * @param name the name
   * @param min the smallest legal value in bytes
   * @param max the largest legal value in bytes
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<Long> size(String name, long min, long max, String doc) {
    String range = printSize(min) + " to " + printSize(max);
    Function<String, Long> parser = text -> {
      Matcher matcher = SIZE.matcher(text.trim());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a size (examples: 512KiB, 4MiB, 1GiB)");
      }
      long factor = switch (matcher.group(2) == null ? "B" : matcher.group(2)) {
        case "KiB" -> 1L << 10;
        case "MiB" -> 1L << 20;
        case "GiB" -> 1L << 30;
        default -> 1L;
      };
      long value = Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
      if (value < min || value > max) {
        throw new IllegalArgumentException(printSize(value) + " is outside " + range);
      }
      return value;
    };
    return new ConfigKey<>(
        name, "size, " + range, doc, parser, ConfigKey::printSize, Optional.empty(), false);
  }

  /**
   * A key whose values are paths of the file system.
   *
   * @param name the name
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<Path> path(String name, String doc) {
    Function<String, Path> parser = text -> {
      if (text.isBlank()) {
        throw new IllegalArgumentException("a path must not be blank");
      }
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
      }
    };
    return new ConfigKey<>(name, "path", doc, parser, Path::toString, Optional.empty(), false);
  }

  /**
   * A key whose values are comma-separated lists of {@code host:port}.
   *
   * @param name the name
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<List<NodeAddress>> addresses(String name, String doc) {
    return list(name, "list of host:port", doc, NodeAddress::parse);
  }

  /**
   * A key whose values are comma-separated lists of words.
   *
   * @param name the name
   * @param doc one or two sentences
   * @return the key
   */
  public static ConfigKey<List<String>> words(String name, String doc) {
    return list(name, "list of words", doc, UnaryOperator.identity());
  }

  private static <E> ConfigKey<List<E>> list(
      String name, String type, String doc, Function<String, E> element) {
    Function<String, List<E>> parser = text -> {
      List<E> values = new ArrayList<>();
      for (String part : text.split(",")) {
        String word = part.strip();
        if (!word.isEmpty()) {
          values.add(element.apply(word));
        }
      }
      return List.copyOf(values);
    };
    Function<List<E>, String> printer =
        values -> String.join(",", values.stream().map(String::valueOf).toList());
    return new ConfigKey<>(name, type, doc, parser, printer, Optional.empty(), false);
  }

  /**
   * The same key with a default.
   *
   * @param value the default
   * @return the key
   */
  public ConfigKey<T> withDefault(T value) {
    return new ConfigKey<>(name, type, doc, parser, printer, Optional.of(value), secret);
  }

  /**
   * The same key, marked as a secret: its value is never printed.
   *
   * @return the key
   */
  public ConfigKey<T> asSecret() {
    return new ConfigKey<>(name, type, doc, parser, printer, defaultValue, true);
  }

  /**
   * The name.
   *
   * @return dotted lower-case words
   */
  public String name() {
    return name;
  }

  /**
   * The type, its range and its unit, for people.
   *
   * @return for example {@code duration, 10ms to 1h}
   */
  public String type() {
    return type;
  }

  /**
   * The documentation.
   *
   * @return one or two sentences
   */
  public String doc() {
    return doc;
  }

  /**
   * The default.
   *
   * @return empty if the key has none
   */
  public Optional<T> defaultValue() {
    return defaultValue;
  }

  /**
   * Whether the value must never be printed.
   *
   * @return true for secrets
   */
  public boolean secret() {
    return secret;
  }

  /**
   * Reads a value.
   *
   * @param text as written by a person
   * @return the value
   * @throws IllegalArgumentException if the text is not legal; the message quotes it and says what
   *     would be right
   */
  public T parse(String text) {
    try {
      return parser.apply(text);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is too large", e);
    }
  }

  /**
   * Writes a value so that {@link #parse} reads it.
   *
   * @param value the value
   * @return its text
   */
  public String print(T value) {
    return printer.apply(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfigKey<?> key && key.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  private static String printDuration(Duration value) {
    long micros = value.toNanos() / 1_000;
    if (micros % 1_000 != 0) {
      return micros + "us";
    }
    long millis = micros / 1_000;
    if (millis % 1_000 != 0 || millis == 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String printSize(long bytes) {
    if (bytes != 0 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + "GiB";
    }
    if (bytes != 0 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes != 0 && bytes % (1L << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
