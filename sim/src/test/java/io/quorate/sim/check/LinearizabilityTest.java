package io.quorate.sim.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories with a name: what everybody knows to be right or wrong. */
class LinearizabilityTest {
  private static <I, O> History<I, O> history(Notation<I, O> notation, String lines) {
    return History.parse("quorate-history 1\n" + lines, notation);
  }

  private static Verdict register(String lines) {
    return Linearizability.check(Register.MODEL, history(Register.MODEL, lines));
  }

  private static Verdict map(String lines) {
    return Linearizability.check(KeyValue.MODEL, history(KeyValue.MODEL, lines));
  }

  private static Verdict counter(String lines) {
    return Linearizability.check(Counter.MODEL, history(Counter.MODEL, lines));
  }

  private static Verdict queue(String lines) {
    return Linearizability.check(FifoQueue.MODEL, history(FifoQueue.MODEL, lines));
  }

  private static Verdict log(AppendLog model, String lines) {
    return Linearizability.check(model, history(model, lines));
  }

  private static void assertRight(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Ok.class);
  }

  /** Wrong, and the operation of this client is the first that cannot be. */
  private static void assertWrong(Verdict verdict, long client) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Violation.class,
            violation ->
                assertThat(violation.unplaced().client()).as("%s", violation).isEqualTo(client));
  }

  @Test
  void nothingIsRight() {
    assertRight(register(""));
  }

  @Test
  void oneAfterTheOtherIsRight() {
    assertRight(register("""
        1  0 10 ok : read -> nil
        1 20 30 ok : write 1 -> done
        2 40 50 ok : read -> 1
        2 60 70 ok : cas 1 2 -> true
        1 80 90 ok : cas 1 3 -> false
        1 91 92 ok : read -> 2
        1 93 94 ok : delete -> done
        1 95 96 ok : read -> nil
        """));
  }

  @Test
  void aStaleReadIsWrong() {
    assertWrong(register("""
        1  0 10 ok : write 1 -> done
        1 20 30 ok : write 2 -> done
        2 40 50 ok : read -> 1
        """), 2);
  }

  @Test
  void aReadBesideAWriteMaySeeTheOldOrTheNew() {
    assertRight(register("""
        1  0 10 ok : write 1 -> done
        1 20 60 ok : write 2 -> done
        2 30 40 ok : read -> 1
        3 30 40 ok : read -> 2
        """));
  }

  @Test
  void aReadThatGoesBackIsWrong() {
    assertWrong(register("""
        1  0 10 ok : write 1 -> done
        1 20 90 ok : write 2 -> done
        2 30 40 ok : read -> 2
        3 50 60 ok : read -> 1
        """), 3);
  }

  @Test
  void whatReturnsWhenAnotherBeginsIsConcurrentWithIt() {
    assertRight(register("""
        1  0 10 ok : write 1 -> done
        1 10 20 ok : write 2 -> done
        2 20 30 ok : read -> 1
        """));
    assertWrong(register("""
        1  0 10 ok : write 1 -> done
        1 10 20 ok : write 2 -> done
        2 21 30 ok : read -> 3
        """), 2);
  }

  @Test
  void aLostUpdateIsWrong() {
    assertWrong(counter("""
        1  0 10 ok : add 1 -> 1
        2 20 40 ok : add 1 -> 2
        3 20 50 ok : add 1 -> 2
        """), 3);
  }

  @Test
  void twoLeadersThatBothSwapAreWrong() {
    assertWrong(register("""
        1  0 10 ok : write 1 -> done
        2 20 40 ok : cas 1 2 -> true
        3 20 41 ok : cas 1 3 -> true
        """), 3);
  }

  @Test
  void aSwapThatWonAndOneThatLostAreRight() {
    assertRight(register("""
        1  0 10 ok : write 1 -> done
        2 20 40 ok : cas 1 2 -> true
        3 20 41 ok : cas 1 3 -> false
        4 50 60 ok : read -> 2
        """));
  }

  @Test
  void anUnknownWriteMayTakeEffectMuchLater() {
    assertRight(register("""
        1  0  ? unknown : write 1
        2 10 20 ok : write 2 -> done
        2 30 40 ok : read -> 2
        2 50 60 ok : read -> 1
        """));
  }

  @Test
  void anUnknownWriteMayNeverTakeEffect() {
    assertRight(register("""
        1  0 10 ok : write 1 -> done
        2 20  ? unknown : write 2
        3 30 40 ok : read -> 1
        """));
  }

  @Test
  void anUnknownWriteMayTakeEffectBeforeAnotherReturns() {
    assertRight(register("""
        1  0 50 ok : write 1 -> done
        2 10  ? unknown : write 2
        3 20 30 ok : read -> 2
        3 60 70 ok : read -> 1
        """));
  }

  @Test
  void anUnknownWriteTakesEffectOnceAndNotBeforeItBegins() {
    assertWrong(register("""
        1  0  ? unknown : write 1
        2 10 20 ok : read -> 1
        2 30 40 ok : write 2 -> done
        2 50 60 ok : read -> 1
        """), 2);
    assertWrong(register("""
        1 30  ? unknown : write 1
        2 10 20 ok : read -> 1
        """), 2);
  }

  @Test
  void whichOfTwoUnknownOperationsWasSeenFirstMayMatterLater() {
    assertRight(register("""
        1  0 10 ok : write 0 -> done
        2 11  ? unknown : write 5
        3 12  ? unknown : cas 0 5
        4 20 30 ok : read -> 5
        4 40 50 ok : write 7 -> done
        4 60 70 ok : read -> 5
        """));
  }

  @Test
  void aFailedWriteThatIsSeenIsWrong() {
    assertWrong(register("""
        1  0 10 failed : write 1
        2  5 20 ok : read -> 1
        """), 2);
  }

  @Test
  void aProposalThatIsAppliedTwiceIsWrong() {
    assertWrong(counter("""
        1  0 ? unknown : add 1
        2 10 20 ok : get -> 1
        3 30 40 ok : get -> 2
        """), 3);
    assertRight(counter("""
        1  0 ? unknown : add 1
        2  5 ? unknown : add 1
        2 10 20 ok : get -> 1
        3 30 40 ok : get -> 2
        """));
    assertWrong(log(AppendLog.DENSE, """
        1  0 10 ok : append a -> 1
        2 20 30 ok : read -> [a,a]
        """), 2);
  }

  @Test
  void keysDoNotSeeEachOther() {
    String right = """
        1  0 10 ok : x write 1 -> done
        1  0 10 ok : y write 1 -> done
        2 20 40 ok : x write 2 -> done
        2 20 40 ok : y read -> 1
        3 30 35 ok : x read -> 2
        """;
    assertRight(map(right));
    Verdict wrong = map(right + "4 50 60 ok : y read -> 2\n");
    assertWrong(wrong, 4);
    assertThat(((Verdict.Violation) wrong).partition()).isEqualTo("y");
  }

  @Test
  void everythingAtOnceIsRightIfSomeOrderFits() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 40; i++) {
      lines.append(i).append(" 0 100 ok : add 1 -> ").append(41 - i).append('\n');
    }
    assertRight(counter(lines.toString()));
    lines.append("99 0 100 ok : add 1 -> 40\n");
    assertThat(counter(lines.toString())).isInstanceOf(Verdict.Violation.class);
  }

  @Test
  void writesWhoseOrderTwoReadersSeeDifferentlyAreWrong() {
    assertThat(register("""
        1  0 100 ok : write 1 -> done
        2  0 100 ok : write 2 -> done
        3 10  20 ok : read -> 1
        3 30  40 ok : read -> 2
        4 10  20 ok : read -> 2
        4 30  40 ok : read -> 1
        """)).isInstanceOf(Verdict.Violation.class);
  }

  @Test
  void aDeleteThatChangesNothingAtOnceMayBeNeededLater() {
    assertRight(register("""
        1  0 90 ok : delete -> done
        2 10 20 ok : write 1 -> done
        3 30 40 ok : read -> nil
        """));
  }

  @Test
  void aFollowerOrALeaseholderThatReadsOldDataIsWrong() {
    for (String tag : List.of("follower", "lease")) {
      assertWrong(register("""
          1  0 10 ok : write 1 -> done
          1 20 30 ok : write 2 -> done
          2 40 50 ok %s : read -> 1
          """.formatted(tag)), 2);
    }
  }

  @Test
  void aStaleReadMayBeAsOldAsItsBoundAllows() {
    String lines = """
        1  0 10 ok : write 1 -> done
        1 20 30 ok : write 2 -> done
        2 40 50 ok stale=%d : read -> 1
        """;
    assertRight(register(lines.formatted(10)));
    assertWrong(register(lines.formatted(9)), 2);
    assertRight(register(lines.formatted(Long.MAX_VALUE)));
  }

  @Test
  void aStaleReadDoesNotSeeWhatNeverWas() {
    assertWrong(register("""
        1  0 10 ok : write 1 -> done
        2 40 50 ok stale=100 : read -> 3
        """), 2);
  }

  @Test
  void sequentialReadsAreOldButDoNotGoBackForOneClient() {
    String writes = """
        1  0 10 ok : write 1 -> done
        1 20 30 ok : write 2 -> done
        2 40 50 ok sequential : read -> 2
        """;
    assertRight(register(writes + "3 60 70 ok sequential : read -> 1\n"));
    assertWrong(register(writes + "2 60 70 ok sequential : read -> 1\n"), 2);
    assertRight(register(writes + "2 60 70 ok stale=99 : read -> 1\n"));
    assertWrong(register(writes + "1 60 70 ok sequential : read -> 1\n"), 1);
  }

  @Test
  void aWriteMayNotPassForARead() {
    assertThatThrownBy(() -> register("1 0 10 ok stale=5 : write 1 -> done\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'write 1 -> done' of client 1 is stale=5 but changes the state");
  }

  @Test
  void aClientOfSequentialReadsDoesOneThingAtATime() {
    assertThatThrownBy(() -> register("""
        1 0 10 ok : write 1 -> done
        1 5 15 ok sequential : read -> 1
        """))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one thing at a time");
  }

  @Test
  void acknowledgedProposalsHaveIndexesThatGrow() {
    String lines = """
        1  0 10 ok : append a -> 3
        2  0 10 ok : append b -> %d
        3 20  ? unknown : append c
        1 30 40 ok : append d -> %d
        2 50 60 ok : read -> [%s]
        """;
    assertRight(log(AppendLog.SPARSE, lines.formatted(2, 4, "b,a,d")));
    assertRight(log(AppendLog.SPARSE, lines.formatted(7, 9, "a,b,c,d")));
    assertWrong(log(AppendLog.SPARSE, lines.formatted(3, 9, "a,b,d")), 2);
    assertWrong(log(AppendLog.SPARSE, lines.formatted(5, 4, "a,b,d")), 1);
    assertWrong(log(AppendLog.SPARSE, lines.formatted(7, 8, "a,b,c,d")), 2);
    assertWrong(log(AppendLog.SPARSE, lines.formatted(7, 9, "a,b,c")), 2);
  }

  @Test
  void aDenseLogHasNoGap() {
    assertRight(log(AppendLog.DENSE, """
        1  0 10 ok : append a -> 2
        2  0 10 ok : append b -> 1
        2 20 30 ok : read -> [b,a]
        """));
    assertWrong(log(AppendLog.DENSE, "1 0 10 ok : append a -> 2\n"), 1);
  }

  @Test
  void whatIsPutFirstIsTakenFirstAndOnce() {
    String puts = """
        1  0 10 ok : put a -> done
        2  5 20 ok : put b -> done
        3 21  ? unknown : take
        """;
    assertRight(queue(puts + "4 30 40 ok : take -> b\n4 50 60 ok : take -> a\n"));
    assertRight(queue(puts + "4 30 40 ok : take -> b\n4 50 60 ok : take -> nil\n"));
    assertWrong(queue(puts + "4 30 40 ok : take -> b\n5 50 60 ok : take -> b\n"), 5);
    assertWrong(queue(puts + "4 30 40 ok : take -> nil\n"), 4);
  }

  @Test
  void anExplanationTellsWhatWasDueAndWhatThereWas() {
    assertThat(map("""
        1  0 10 ok : x write 1 -> done
        1 20 30 ok : x write 2 -> done
        5 25  ? unknown : x write 7
        3 40 90 ok : x write 4 -> done
        4 41 91 ok : y write 4 -> done
        2 40 50 ok : x read -> 1
        """)).hasToString("""
        Not linearizable in 'x'. No order has all operations that returned up to 50.
        The first that cannot be placed:
          client 2 [40, 50] x read -> 1
        States that it could meet, or some of them:
          2
          4
          7
        The longest order up to there, with the state after each operation:
          client 1 [0, 10] x write 1 -> done  => 1
          client 1 [20, 30] x write 2 -> done  => 2
          client 3 [40, 90] x write 4 -> done  => 4
          client 5 [25, ?] x write 7  => 7""");
  }

  @Test
  void anExplanationFitsOnAScreen() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 30; i++) {
      lines.append("1 ").append(i).append(' ').append(i).append(" ok : write ").append(i);
      lines.append(" -> done\n2 40 ? unknown : write u").append(i).append('\n');
      lines.append(2 + i).append(" 41 99 ok : cas ").append("z".repeat(200)).append(" 1 -> true\n");
    }
    lines.append("99 41 50 ok : read -> nothing\n");
    Verdict verdict = register(lines.toString());
    assertWrong(verdict, 99);
    assertThat(verdict.toString().lines()).hasSize(Verdict.MAX_LINES);
    assertThat(verdict.toString().lines()).allMatch(line -> line.length() <= 140);
  }

  @Test
  void aBudgetThatEndsLeavesTheMatterOpen() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 20; i++) {
      lines.append(i).append(" 0 100 ok : x write ").append(i).append(" -> done\n");
    }
    lines.append("30 0 100 ok : x read -> 99\n");
    lines.append("30 0 100 ok : y read -> nil\n");
    History<KeyValue.Input, Register.Output> hard = history(KeyValue.MODEL, lines.toString());
    Verdict verdict = Linearizability.check(KeyValue.MODEL, hard, 1_000);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Undecided.class,
            undecided -> assertThat(undecided.partitions()).containsExactly("x"));
    assertThat(verdict.isOk()).isFalse();
    assertThat(verdict.steps()).isBetween(1_000L, 1_030L);
    assertThat(verdict.toString()).startsWith("Undecided in 'x' after ");

    History<KeyValue.Input, Register.Output> wrong =
        history(KeyValue.MODEL, lines + "31 0 100 ok : z read -> 1\n");
    assertWrong(Linearizability.check(KeyValue.MODEL, wrong, 1_000), 31);
  }

  @Test
  void aBudgetIsPositive() {
    assertThatThrownBy(() -> Linearizability.check(Register.MODEL, new History<>(List.of()), 0))
        .hasMessage("the budget is 0 steps: it must be positive");
  }

  @Test
  void unknownOperationsThatAreNotNeededCostAlmostNothing() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 500; i++) {
      lines.append("1 0 ? unknown : write u").append(i).append('\n');
      lines.append("2 ").append(10 * i).append(' ').append(10 * i + 5).append(" ok : write ");
      lines.append(i).append(" -> done\n");
    }
    Verdict verdict = register(lines.toString());
    assertRight(verdict);
    assertThat(verdict.steps()).isEqualTo(500);
  }

  @Test
  void manyUnknownWritesDoNotHideAWrongRead() {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 100; i++) {
      lines.append("1 0 ? unknown : write u").append(i).append('\n');
      lines.append("1 0 ? unknown : write same\n");
    }
    lines.append("2 10 20 ok : write 1 -> done\n");
    lines.append("3 30 40 ok : read -> nothing\n");
    Verdict verdict = register(lines.toString());
    assertWrong(verdict, 3);
    assertThat(verdict.steps()).isLessThan(100_000);
  }
}
