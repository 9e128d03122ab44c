package io.quorate.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Long histories. The cost is in steps, for time is not ours to promise. */
class LinearizabilityScaleTest {
  private static final int LONG = 100_000;

  private static void assertRightWithin(Verdict verdict, long steps) {
    assertThat(verdict).isInstanceOf(Verdict.Ok.class);
    assertThat(verdict.steps()).isLessThan(steps);
  }

  @Test
  void aLongHistoryOfManyKeysTakesSomeStepsForEachOperation() {
    assertRightWithin(
        Linearizability.check(KeyValue.MODEL, Executions.map(new SimRandom(1), LONG, 8, 50, 0)),
        3 * LONG);
  }

  @Test
  void aLongHistoryOfOneKeyNeedsNoDeepStack() {
    assertRightWithin(
        Linearizability.check(KeyValue.MODEL, Executions.map(new SimRandom(2), LONG, 8, 1, 0)),
        10 * LONG);
  }

  @Test
  void unknownOutcomesInALongHistoryAreAffordable() {
    assertRightWithin(
        Linearizability.check(KeyValue.MODEL, Executions.map(new SimRandom(3), LONG, 8, 50, 5)),
        10 * LONG);
  }

  @Test
  void aLongLogIsCheckedInOnePart() {
    History<AppendLog.Input, AppendLog.Output> history = Executions.run(
        new SimRandom(4),
        LONG,
        8,
        0,
        AppendLog.DENSE,
        random -> new AppendLog.Append("v" + random.nextLong(1000)),
        (state, input) -> new AppendLog.Index(state.last() + 1));
    assertRightWithin(Linearizability.check(AppendLog.DENSE, history), 10 * LONG);
  }

  @Test
  void oneWrongReadInALongHistoryIsFound() {
    List<Operation<KeyValue.Input, Register.Output>> ops =
        new ArrayList<>(Executions.map(new SimRandom(5), LONG, 8, 50, 0).operations());
    int place = LONG * 9 / 10;
    while (!(ops.get(place).input().operation() instanceof Register.Read)) {
      place++;
    }
    Operation<KeyValue.Input, Register.Output> read = ops.get(place);
    Operation<KeyValue.Input, Register.Output> wrong = Operation.ok(
        read.client(),
        read.invoked(),
        read.returned().orElseThrow(),
        read.input(),
        new Register.Value(Optional.of("never written")));
    ops.set(place, wrong);
    assertThat(Linearizability.check(KeyValue.MODEL, new History<>(ops)))
        .isInstanceOfSatisfying(
            Verdict.Violation.class,
            violation -> assertThat(violation.unplaced()).isEqualTo(wrong));
  }

  @Test
  void theSameHistoryCostsTheSameSteps() {
    History<KeyValue.Input, Register.Output> history =
        Executions.map(new SimRandom(6), 2_000, 8, 3, 20);
    assertThat(Linearizability.check(KeyValue.MODEL, history).steps())
        .isEqualTo(Linearizability.check(KeyValue.MODEL, history).steps());
  }
}
