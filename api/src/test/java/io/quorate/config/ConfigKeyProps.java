package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What a person writes is read as meant, or refused in words; never anything else. */
class ConfigKeyProps {
  private static final ConfigKey<Integer> NUMBER =
      ConfigKey.integer("a.number", Integer.MIN_VALUE, Integer.MAX_VALUE, "");
  private static final ConfigKey<Boolean> BOOL = ConfigKey.bool("a.bool", "");
  private static final ConfigKey<String> TEXT = ConfigKey.string("a.text", "");
  private static final ConfigKey<Duration> DURATION =
      ConfigKey.duration("a.duration", Duration.ZERO, Duration.ofHours(999_999), "");
  private static final ConfigKey<Long> SIZE = ConfigKey.size("a.size", 0, 1L << 50, "");
  private static final ConfigKey<Path> PATH = ConfigKey.path("a.path", "");
  private static final ConfigKey<List<NodeAddress>> ADDRESSES =
      ConfigKey.addresses("a.addresses", "");
  private static final ConfigKey<List<String>> WORDS = ConfigKey.words("a.words", "");
  private static final List<ConfigKey<?>> NARROW = List.of(
      ConfigKey.integer("b.number", 1, 64, ""),
      ConfigKey.duration("b.duration", Duration.ofMillis(10), Duration.ofHours(1), ""),
      ConfigKey.size("b.size", 1024, 1L << 20, ""));
  private static final List<ConfigKey<?>> WIDE =
      List.of(NUMBER, BOOL, TEXT, DURATION, SIZE, PATH, ADDRESSES, WORDS);

  @Property
  void numbersAndSizesComeBack(
      @ForAll int number, @ForAll @LongRange(min = 0, max = 1L << 50) long size) {
    assertComesBack(NUMBER, number);
    assertComesBack(SIZE, size);
    // Where a unit is exact it is printed, and must not be taken for the next one.
    assertComesBack(SIZE, size >> 10 << 10);
    assertComesBack(SIZE, size >> 30 << 30);
  }

  @Property
  void durationsComeBackToTheMicrosecond(
      @ForAll @LongRange(min = 0, max = 999_999L * 3_600_000_000L) long micros,
      @ForAll @IntRange(min = 0, max = 999_999) int count) {
    assertComesBack(DURATION, Duration.ofNanos(micros * 1000));
    assertComesBack(DURATION, Duration.ofMillis(count));
    assertComesBack(DURATION, Duration.ofSeconds(count));
    assertComesBack(DURATION, Duration.ofMinutes(count));
    assertComesBack(DURATION, Duration.ofHours(count));
  }

  @Property
  void addressesComeBack(@ForAll("addresses") List<NodeAddress> addresses) {
    assertComesBack(ADDRESSES, addresses);
    addresses.forEach(
        address -> assertThat(NodeAddress.parse(address.toString())).isEqualTo(address));
  }

  /** A legal value that prints as something else would not survive being written down. */
  @Property(tries = 500)
  void whateverIsReadComesBack(@ForAll("texts") String text) {
    WIDE.forEach(key -> assertReadsOrRefuses(key, text));
    NARROW.forEach(key -> assertReadsOrRefuses(key, text));
    QuorateKeys.ALL.forEach(key -> assertReadsOrRefuses(key, text));
  }

  @Property
  void rangesHoldAtBothEnds(@ForAll long from, @ForAll @LongRange(min = 0) long width) {
    int min = (int) (from >> 33);
    int max = min + (int) (width >> 34);
    ConfigKey<Integer> key = ConfigKey.integer("a.number", min, max, "");
    assertThat(key.parse("" + min)).isEqualTo(min);
    assertThat(key.parse("" + max)).isEqualTo(max);
    assertRefused(key, "" + (min - 1L));
    assertRefused(key, "" + (max + 1L));
  }

  private static <T> void assertComesBack(ConfigKey<T> key, T value) {
    assertThat(key.parse(key.print(value))).as(key.print(value)).isEqualTo(value);
  }

  private static <T> void assertReadsOrRefuses(ConfigKey<T> key, String text) {
    T value;
    try {
      value = key.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage())
          .as("why %s refuses '%s'", key.type(), text)
          .matches("(?s).*('.*'|outside|blank).*");
      return;
    }
    assertComesBack(key, value);
  }

  private static void assertRefused(ConfigKey<?> key, String text) {
    try {
      key.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(text).hasMessageContaining("outside");
      return;
    }
    throw new AssertionError(text + " was not refused");
  }

  @Provide
  Arbitrary<List<NodeAddress>> addresses() {
    Arbitrary<String> names = Arbitraries.strings()
        .alpha()
        .numeric()
        .withChars('.', '-')
        .ofMinLength(1)
        .ofMaxLength(20);
    Arbitrary<String> literals = Arbitraries.of("::1", "fe80::1", "2001:db8::8a2e:370:7334", "::");
    return Combinators.combine(
            Arbitraries.oneOf(names, literals), Arbitraries.integers().between(0, 65535))
        .as(NodeAddress::new)
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> texts() {
    // Made of the pieces that mean something to some key, and of anything.
    Arbitrary<String> pieces = Arbitraries.of(
        "1",
        "64",
        "999999999999",
        "-",
        "+",
        ".",
        " ",
        "\t",
        ",",
        ":",
        "/",
        "[",
        "]",
        "us",
        "ms",
        "s",
        "m",
        "h",
        "B",
        "KiB",
        "MiB",
        "GiB",
        "true",
        "FALSE",
        "a",
        "::1",
        "localhost",
        "8001",
        "\u0000",
        "\u00a0",
        "\u2003",
        "\u0663",
        "\ud800");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(7).map(list -> String.join("", list)),
        Arbitraries.strings().ofMaxLength(12));
  }
}
