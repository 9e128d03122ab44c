package io.quorate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.NodeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ConfigKeyTest {
  static final List<ConfigKey<?>> ALL = QuorateKeys.ALL;

  private static final ConfigKey<Duration> DURATION =
      ConfigKey.duration("a.duration", Duration.ofMillis(1), Duration.ofHours(1), "");
  private static final ConfigKey<Long> SIZE = ConfigKey.size("a.size", 1, 1L << 40, "");
  private static final ConfigKey<Integer> NUMBER = ConfigKey.integer("a.number", 1, 64, "");

  @ParameterizedTest
  @CsvSource({
    "150ms, PT0.15S",
    "5s, PT5S",
    "2m, PT2M",
    "1h, PT1H",
    "1500us, PT0.0015S",
    "60 s, PT1M"
  })
  void durationsAreReadWithTheirUnit(String text, Duration expected) {
    assertThat(DURATION.parse(text)).isEqualTo(expected);
    assertThat(DURATION.parse(DURATION.print(expected))).isEqualTo(expected);
  }

  @Test
  void aWrongDurationIsQuotedWithExamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DURATION.parse("100"))
        .withMessage("'100' is not a duration (examples: 150ms, 5s, 2m)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DURATION.parse("2h"))
        .withMessage("2h is outside 1ms to 1h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DURATION.parse("999999999999h"))
        .withMessage("'999999999999h' is too large");
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "512B, 512", "4KiB, 4096", "1 MiB, 1048576", "2GiB, 2147483648"})
  void sizesAreReadWithTheirUnit(String text, long expected) {
    assertThat(SIZE.parse(text)).isEqualTo(expected);
    assertThat(SIZE.parse(SIZE.print(expected))).isEqualTo(expected);
  }

  @Test
  void aWrongSizeIsQuotedWithExamples() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIZE.parse("4MB"))
        .withMessage("'4MB' is not a size (examples: 512KiB, 4MiB, 1GiB)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIZE.parse("0"))
        .withMessage("0B is outside 1B to 1024GiB");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SIZE.parse("999999999999GiB"))
        .withMessage("'999999999999GiB' is too large");
  }

  @Test
  void numbersHaveBounds() {
    assertThat(NUMBER.parse(" 64 ")).isEqualTo(64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NUMBER.parse("65"))
        .withMessage("65 is outside 1 to 64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NUMBER.parse("one"))
        .withMessage("'one' is not a whole number from 1 to 64");
  }

  @Test
  void listsAreSeparatedByCommas() {
    ConfigKey<List<NodeAddress>> key = ConfigKey.addresses("a.list", "");
    assertThat(key.parse("a:1, b:2,,"))
        .containsExactly(new NodeAddress("a", 1), new NodeAddress("b", 2));
    assertThat(key.print(key.parse("a:1, b:2"))).isEqualTo("a:1,b:2");
    assertThat(ConfigKey.words("a.words", "").parse(" ")).isEmpty();
  }

  @Test
  void truthIsSpeltOneWay() {
    ConfigKey<Boolean> key = ConfigKey.bool("a.bool", "");
    assertThat(key.parse("True")).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> key.parse("yes"))
        .withMessage("'yes' is neither true nor false");
  }

  @Test
  void pathsAreNotBlank() {
    ConfigKey<Path> key = ConfigKey.path("a.path", "");
    assertThat(key.parse("data/node-1")).isEqualTo(Path.of("data", "node-1"));
    assertThatIllegalArgumentException().isThrownBy(() -> key.parse(" "));
  }

  @Test
  void namesAreDottedLowerCaseWords() {
    assertThatIllegalArgumentException().isThrownBy(() -> ConfigKey.string("Not.A.Name", ""));
    assertThatIllegalArgumentException().isThrownBy(() -> ConfigKey.string("not a name", ""));
  }

  @ParameterizedTest
  @FieldSource("ALL")
  void everyKeyOfTheEngineIsDocumentedAndItsDefaultIsLegal(ConfigKey<?> key) {
    assertThat(key.doc()).endsWith(".");
    assertThat(key.type()).isNotBlank();
    assertRoundTrip(key);
  }

  private static <T> void assertRoundTrip(ConfigKey<T> key) {
    key.defaultValue()
        .ifPresent(value -> assertThat(key.parse(key.print(value))).isEqualTo(value));
  }
}
