package io.quorate.sim.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/**
 * A schedule is what a failure is handed on by: it must be read as it was, or be refused clearly.
 */
class ScheduleTextProps {

  /** One thing that is done to a text. */
  record Mutation(Kind kind, int place, int length, String text) {
    enum Kind {
      REPLACE,
      REMOVE_LINE,
      REPEAT_LINE,
      REPLACE_VALUE
    }

    String apply(String before) {
      if (before.isEmpty()) {
        return text;
      }
      List<String> lines = before.lines().toList();
      int line = lines.isEmpty() ? 0 : place % lines.size();
      StringBuilder after = new StringBuilder();
      switch (kind) {
        case REPLACE -> {
          int from = place % before.length();
          int to = Math.min(before.length(), from + length);
          return before.substring(0, from) + text + before.substring(to);
        }
        case REMOVE_LINE, REPEAT_LINE -> {
          for (int i = 0; i < lines.size(); i++) {
            int times = i != line ? 1 : kind == Kind.REMOVE_LINE ? 0 : 2;
            after.append((lines.get(i) + "\n").repeat(times));
          }
          return after.toString();
        }
        case REPLACE_VALUE -> {
          int equals = before.indexOf('=', place % before.length());
          if (equals < 0) {
            return before;
          }
          int end = equals + 1;
          while (end < before.length() && !Character.isWhitespace(before.charAt(end))) {
            end++;
          }
          return before.substring(0, equals + 1) + text + before.substring(end);
        }
      }
      throw new AssertionError(kind);
    }
  }

  @Property(tries = 200)
  void everyScheduleComesBackAsItWas(@ForAll long seed, @ForAll Profile profile) {
    Schedule schedule = Schedule.random(seed, profile);
    String text = schedule.toText();
    assertThat(Schedule.parse(text)).isEqualTo(schedule);
    assertThat(Schedule.parse(text).toText()).isEqualTo(text);
    assertThat(Schedule.random(seed, profile)).as("the same for the same seed").isEqualTo(schedule);
  }

  @Property(tries = 500)
  void aTextThatWasTamperedWithIsReadOrRefusedWithTheLineThatIsWrong(
      @ForAll @LongRange(min = 0, max = 50) long seed,
      @ForAll Profile profile,
      @ForAll("mutations") List<Mutation> mutations) {
    String text = Schedule.random(seed, profile).toText();
    for (Mutation mutation : mutations) {
      text = mutation.apply(text);
    }
    Schedule schedule;
    try {
      schedule = Schedule.parse(text);
    } catch (IllegalArgumentException e) {
      assertQuotesALine(text, e.getMessage());
      return;
    }
    assertThat(Schedule.parse(schedule.toText())).isEqualTo(schedule);
  }

  private static void assertQuotesALine(String text, String message) {
    boolean missing = message.contains("needs the lines")
        || message.contains("is not whole")
        || text.isBlank()
        || onlyComments(text);
    assertThat(missing
            || text.lines()
                .map(String::strip)
                .anyMatch(line -> !line.isEmpty() && message.contains("'" + line + "'")))
        .as("'%s' quotes a line of%n%s", message, text)
        .isTrue();
  }

  private static boolean onlyComments(String text) {
    return text.lines().map(String::strip).allMatch(l -> l.isEmpty() || l.startsWith("#"));
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    Arbitrary<String> texts = Arbitraries.oneOf(
        Arbitraries.of(
            "",
            " ",
            "=",
            "-",
            "\n",
            "#",
            "x",
            "0",
            "-1",
            "9223372036854775808",
            "true",
            "maybe",
            "NaN",
            "1e9",
            "0x10",
            "fault",
            "run seed=1",
            "at=",
            "=1",
            "node=1",
            "\u0000",
            "\ud800",
            "\u2028",
            "\u00a0"),
        Arbitraries.strings().ofMaxLength(4));
    return Combinators.combine(
            Arbitraries.of(Mutation.Kind.class),
            Arbitraries.integers().between(0, 20_000),
            Arbitraries.integers().between(0, 6),
            texts)
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }
}
