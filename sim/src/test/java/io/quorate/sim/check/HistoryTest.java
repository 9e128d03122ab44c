package io.quorate.sim.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
  private static final String HEADER = "quorate-history 1\n";

  private static <I, O> void assertReadsBack(Notation<I, O> notation, String lines) {
    assertThat(History.parse(HEADER + lines, notation).text(notation)).isEqualTo(HEADER + lines);
  }

  @Test
  void aHistoryReadsBackFromItsText() {
    assertReadsBack(Register.MODEL, """
        1 0 10 ok : write 5 -> done
        2 -4 ? unknown : write 6
        3 4 9 failed : cas nil 7
        3 10 19 ok : cas 5 7 -> false
        4 20 25 ok stale=100 : read -> nil
        4 26 27 ok sequential : read -> 5
        4 28 28 ok lease : read -> 5
        4 29 29 ok follower : read -> 5
        5 30 31 ok : delete -> done
        """);
    assertReadsBack(Counter.MODEL, """
        1 0 10 ok : add -5 -> -5
        1 0 10 ok : get -> 0
        """);
    assertReadsBack(FifoQueue.MODEL, """
        1 0 10 ok : put a -> done
        1 11 12 ok : take -> a
        1 13 14 ok : take -> nil
        """);
    assertReadsBack(AppendLog.DENSE, """
        1 0 10 ok : append a -> 1
        1 0 10 ok : read -> []
        1 0 10 ok : read -> [a,%,b]
        """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nil", "a b", "%", "-> :", "x,[y]", "gr\u00fc\u00dfe", "\n"})
  void anyStringIsAValueAndAKey(String value) {
    History<KeyValue.Input, Register.Output> history = new History<>(List.of(
        Operation.ok(
            1,
            2,
            3,
            new KeyValue.Input(value, new Register.Read()),
            new Register.Value(Optional.of(value))),
        Operation.unknown(
            1,
            4,
            new KeyValue.Input(value, new Register.CompareAndSet(Optional.of(value), value)))));
    assertThat(History.parse(history.text(KeyValue.MODEL), KeyValue.MODEL)).isEqualTo(history);
  }

  @Test
  void blankLinesAndCommentsAreSkipped() {
    assertThat(History.parse(
                "# why\n\n" + HEADER + "\n  # more\n 1  0   5 ok  : get ->  0\n", Counter.MODEL)
            .operations())
        .containsExactly(Operation.ok(1, 0, 5, 0L, 0L));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          1 0 5 ok get -> 0              | it should be '<client> <invoked>
          1 0 5 : get -> 0               | it should be '<client> <invoked>
          1 0 5 ok : get                 | an output should follow
          1 0 5 maybe : get -> 0         | 'maybe' is no outcome
          1 0 5 ok soon : get -> 0       | 'soon' is no consistency
          1 0 5 ok stale=-1 : get -> 0   | a bound of -1 makes no sense
          1 0 ? ok : get -> 0            | OK has both
          1 0 5 unknown : add 1          | UNKNOWN neither
          1 5 0 ok : get -> 0            | returned at 0, before it was invoked at 5
          1 0 5 ok : got -> 0            | should be 'add <number>'
          x 0 5 ok : get -> 0            | For input string: "x"
          """)
  void aMalformedLineIsShownWithWhatIsWrong(String line, String problem) {
    assertThatThrownBy(() -> History.parse(HEADER + line, Counter.MODEL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the line '" + line + "' is no operation: ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          write           | done   | 'write' should be 'write <value>'
          read x          | nil    | 'read x' should be 'read'
          cas 1           | true   | should be 'cas <expected> <value>'
          swap 1 2        | true   | 'swap 1 2' begins with no known word
          cas 1 2         | done   | 'done' does not answer 'cas 1 2': it should be true or false
          write 1         | 1      | '1' does not answer 'write 1': it should be done
          write 5%        | done   | '5%' is no word
          """)
  void aMalformedOperationOfARegisterIsExplained(String input, String output, String problem) {
    assertThatThrownBy(
            () -> History.parse(HEADER + "1 0 5 ok : " + input + " -> " + output, Register.MODEL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aTextWithoutItsFirstLineIsNoHistory() {
    assertThatThrownBy(() -> History.parse("1 0 5 ok : get -> 0", Counter.MODEL))
        .hasMessage("a history begins with the line 'quorate-history 1', not with"
            + " '1 0 5 ok : get -> 0'");
  }

  @Test
  void whatIsNotEndedWhileItIsRecordedIsUnknown() {
    History.Recorder<Long, Long> recorder = new History.Recorder<>();
    int first = recorder.invoke(1, 10, 5L, Consistency.LINEARIZABLE);
    int second = recorder.invoke(2, 11, 6L, Consistency.LINEARIZABLE);
    recorder.invoke(3, 12, 7L, Consistency.LINEARIZABLE);
    recorder.failed(second, 13);
    recorder.ok(first, 14, 5L);
    assertThat(recorder.history().operations())
        .containsExactly(
            Operation.ok(1, 10, 14, 5L, 5L),
            Operation.failed(2, 11, 13, 6L),
            Operation.unknown(3, 12, 7L));
    assertThatThrownBy(() -> recorder.failed(first, 15))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("operation 0 ended as OK before: it ends once");
  }

  @Test
  void anOperationHasWhatItsOutcomeSays() {
    assertThatThrownBy(() -> new Operation<>(
            1,
            5,
            OptionalLong.of(6),
            Outcome.FAILED,
            0L,
            Optional.of(0L),
            Consistency.LINEARIZABLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is FAILED and has a time of return and an output");
  }
}
