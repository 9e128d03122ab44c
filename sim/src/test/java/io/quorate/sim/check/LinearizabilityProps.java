package io.quorate.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * The checker against the definition on small histories, and against executions that are right by
 * construction on larger ones. Where shares are demanded the seed is fixed.
 */
class LinearizabilityProps {
  private static final String SEED = "20151";

  /** An operation before its client's time is laid out. */
  private record Draft<I, O>(
      int client, int gap, int length, Outcome outcome, I input, O output, Consistency promised) {}

  private static Arbitrary<Outcome> outcomes() {
    return Arbitraries.frequency(
        Tuple.of(7, Outcome.OK), Tuple.of(2, Outcome.UNKNOWN), Tuple.of(1, Outcome.FAILED));
  }

  private static <I, O> Arbitrary<History<I, O>> histories(
      Arbitrary<I> inputs, Arbitrary<O> outputs, Arbitrary<Consistency> promises) {
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(0, 8),
            outcomes(),
            inputs,
            outputs,
            promises)
        .as((client, gap, length, outcome, input, output, promised) ->
            new Draft<>(client, gap, length, outcome, input, output, promised))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(LinearizabilityProps::layOut);
  }

  /** A client does one thing after the other. */
  private static <I, O> History<I, O> layOut(List<Draft<I, O>> drafts) {
    Map<Integer, Long> now = new LinkedHashMap<>();
    List<Operation<I, O>> operations = new ArrayList<>();
    for (Draft<I, O> draft : drafts) {
      long invoked = now.getOrDefault(draft.client(), 0L) + draft.gap();
      long returned = invoked + draft.length();
      now.put(draft.client(), returned);
      operations.add(new Operation<>(
          draft.client(),
          invoked,
          draft.outcome() == Outcome.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(returned),
          draft.outcome(),
          draft.input(),
          draft.outcome() == Outcome.OK ? Optional.of(draft.output()) : Optional.empty(),
          draft.promised()));
    }
    return new History<>(operations);
  }

  private static Arbitrary<String> values() {
    return Arbitraries.of("1", "2", "3");
  }

  /** Answers are of the right kind, and else anything. Reads have any promise. */
  @Provide
  Arbitrary<History<KeyValue.Input, Register.Output>> maps() {
    record Call(Register.Input input, Register.Output output, Consistency promised) {}
    Arbitrary<Consistency> promises = Arbitraries.of(
        Consistency.LINEARIZABLE,
        Consistency.LINEARIZABLE,
        Consistency.LEASE,
        Consistency.FOLLOWER,
        Consistency.staleWithin(3),
        Consistency.SEQUENTIAL_PER_CLIENT);
    Arbitrary<Optional<String>> read = values().optional(0.8);
    Arbitrary<Call> calls = Arbitraries.frequencyOf(
        Tuple.of(
            4,
            Combinators.combine(read, promises)
                .as((v, p) -> new Call(new Register.Read(), new Register.Value(v), p))),
        Tuple.of(
            3,
            values()
                .map(v -> new Call(
                    new Register.Write(v), new Register.Done(), Consistency.LINEARIZABLE))),
        Tuple.of(
            2,
            Combinators.combine(read, values(), Arbitraries.of(true, false))
                .as((e, v, done) -> new Call(
                    new Register.CompareAndSet(e, v),
                    new Register.Swapped(done),
                    Consistency.LINEARIZABLE))),
        Tuple.of(
            1,
            Arbitraries.just(
                new Call(new Register.Delete(), new Register.Done(), Consistency.LINEARIZABLE))));
    Arbitrary<String> keys = Arbitraries.frequency(Tuple.of(4, "x"), Tuple.of(1, "y"));
    return Combinators.combine(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(1, 6),
            Arbitraries.integers().between(0, 8),
            outcomes(),
            keys,
            calls)
        .as((client, gap, length, outcome, key, call) -> new Draft<>(
            client,
            gap,
            length,
            outcome,
            new KeyValue.Input(key, call.input()),
            call.output(),
            call.promised()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(LinearizabilityProps::layOut);
  }

  @Provide
  Arbitrary<History<Long, Long>> counters() {
    return histories(
        Arbitraries.longs().between(0, 2),
        Arbitraries.longs().between(0, 5),
        Arbitraries.just(Consistency.LINEARIZABLE));
  }

  @Provide
  Arbitrary<History<AppendLog.Input, AppendLog.Output>> logs() {
    Arbitrary<AppendLog.Input> inputs = Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.of("a", "b").map(AppendLog.Append::new)),
        Tuple.of(1, Arbitraries.just(new AppendLog.ReadAll())));
    Arbitrary<AppendLog.Output> indexes =
        Arbitraries.longs().between(1, 4).map(AppendLog.Index::new);
    Arbitrary<AppendLog.Output> reads =
        Arbitraries.of("a", "b").list().ofMaxSize(3).map(AppendLog.Values::new);
    return histories(
            inputs,
            Combinators.combine(indexes, reads).as((i, r) -> List.of(i, r)),
            Arbitraries.just(Consistency.LINEARIZABLE))
        .map(history -> new History<>(history.operations().stream()
            .map(op -> new Operation<AppendLog.Input, AppendLog.Output>(
                op.client(),
                op.invoked(),
                op.returned(),
                op.outcome(),
                op.input(),
                op.output().map(both -> both.get(op.input() instanceof AppendLog.Append ? 0 : 1)),
                op.consistency()))
            .toList()));
  }

  @Provide
  Arbitrary<History<FifoQueue.Input, FifoQueue.Output>> queues() {
    Arbitrary<FifoQueue.Input> inputs = Arbitraries.frequencyOf(
        Tuple.of(3, Arbitraries.of("a", "b").map(FifoQueue.Put::new)),
        Tuple.of(2, Arbitraries.just(new FifoQueue.Take())));
    Arbitrary<FifoQueue.Output> taken =
        Arbitraries.of("a", "b").optional(0.8).map(FifoQueue.Taken::new);
    return histories(inputs, taken, Arbitraries.just(Consistency.LINEARIZABLE))
        .map(history -> new History<>(history.operations().stream()
            .map(op -> new Operation<>(
                op.client(),
                op.invoked(),
                op.returned(),
                op.outcome(),
                op.input(),
                op.output()
                    .map(o -> op.input() instanceof FifoQueue.Put ? new FifoQueue.Done() : o),
                op.consistency()))
            .toList()));
  }

  private static void count(boolean right, double least) {
    Statistics.label("linearizable").collect(right).coverage(c -> {
      c.check(true).percentage(p -> p >= least);
      c.check(false).percentage(p -> p >= least);
    });
  }

  private static <S, I, O> void compare(
      Model<S, I, O> model, Model<?, I, O> whole, History<I, O> history) {
    boolean right = BruteForce.isLinearizable(whole, model::partition, history);
    Verdict verdict = Linearizability.check(model, history);
    assertThat(verdict.getClass())
        .as("%s", verdict)
        .isEqualTo(right ? Verdict.Ok.class : Verdict.Violation.class);
    count(right, 15);
  }

  @Property(tries = 1500, seed = SEED)
  void mapsAreJudgedAsTheDefinitionSays(
      @ForAll("maps") History<KeyValue.Input, Register.Output> history) {
    compare(KeyValue.MODEL, new WholeMap(), history);
  }

  @Property(tries = 1000, seed = SEED)
  void countersAreJudgedAsTheDefinitionSays(@ForAll("counters") History<Long, Long> history) {
    compare(Counter.MODEL, Counter.MODEL, history);
  }

  @Property(tries = 1000, seed = SEED)
  void denseLogsAreJudgedAsTheDefinitionSays(
      @ForAll("logs") History<AppendLog.Input, AppendLog.Output> history) {
    compare(AppendLog.DENSE, AppendLog.DENSE, history);
  }

  @Property(tries = 1000, seed = SEED)
  void sparseLogsAreJudgedAsTheDefinitionSays(
      @ForAll("logs") History<AppendLog.Input, AppendLog.Output> history) {
    compare(AppendLog.SPARSE, AppendLog.SPARSE, history);
  }

  @Property(tries = 1000, seed = SEED)
  void queuesAreJudgedAsTheDefinitionSays(
      @ForAll("queues") History<FifoQueue.Input, FifoQueue.Output> history) {
    compare(FifoQueue.MODEL, FifoQueue.MODEL, history);
  }

  @Property(tries = 500)
  void theOrderOfTheListDoesNotMatter(
      @ForAll("maps") History<KeyValue.Input, Register.Output> history, @ForAll long seed) {
    List<Operation<KeyValue.Input, Register.Output>> shuffled =
        new ArrayList<>(history.operations());
    SimRandom random = new SimRandom(seed);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      shuffled.add(shuffled.remove((int) random.nextLong(i + 1)));
    }
    assertThat(Linearizability.check(KeyValue.MODEL, new History<>(shuffled)).isOk())
        .isEqualTo(Linearizability.check(KeyValue.MODEL, history).isOk());
  }

  @Property(tries = 500)
  void theTextOfAHistoryReadsAsTheHistory(
      @ForAll("maps") History<KeyValue.Input, Register.Output> history) {
    assertThat(History.parse(history.text(KeyValue.MODEL), KeyValue.MODEL)).isEqualTo(history);
  }

  @Property(tries = 300)
  void whatOneCopyDidIsRightHoweverLateItIsHeardOf(@ForAll long seed) {
    SimRandom random = new SimRandom(seed);
    long clients = random.between(1, 8);
    long keys = random.between(1, 4);
    History<KeyValue.Input, Register.Output> history =
        Executions.map(random, 300, clients, keys, 20);
    assertThat(Linearizability.check(KeyValue.MODEL, history)).isInstanceOf(Verdict.Ok.class);
  }

  @Property(tries = 1000, seed = SEED)
  void aWrongAnswerInASmallExecutionIsJudgedAsTheDefinitionSays(@ForAll long seed) {
    SimRandom random = new SimRandom(seed);
    History<KeyValue.Input, Register.Output> history =
        Executions.withAWrongAnswer(random, Executions.map(random, 6, 2, 1, 50));
    boolean right = BruteForce.isLinearizable(new WholeMap(), KeyValue.MODEL::partition, history);
    assertThat(Linearizability.check(KeyValue.MODEL, history).isOk()).isEqualTo(right);
    Statistics.label("linearizable")
        .collect(right)
        .coverage(c -> c.check(false).percentage(p -> p > 50));
  }

  @Property(tries = 100, seed = SEED)
  void aWrongAnswerInALargeExecutionIsMostlyFound(@ForAll long seed) {
    SimRandom random = new SimRandom(seed);
    Verdict verdict = Linearizability.check(
        KeyValue.MODEL, Executions.withAWrongAnswer(random, Executions.map(random, 300, 3, 2, 5)));
    assertThat(verdict.toString().lines().count()).isLessThanOrEqualTo(Verdict.MAX_LINES);
    Statistics.label("verdict").collect(verdict.getClass().getSimpleName()).coverage(c -> {
      c.check("Violation").percentage(p -> p > 60);
      c.check("Undecided").percentage(p -> p < 5);
    });
  }
}
