package io.quorate.sim.check;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Histories that are right by construction: one copy did one thing after the other. */
final class Executions {
  private enum Phase {
    IDLE,
    CALLED,
    DONE
  }

  /** What a client is doing. */
  private static final class Doing<I, O> {
    private Phase phase = Phase.IDLE;
    private int number;
    private I input;
    private O output;
  }

  /** Gives inputs to a recorded run. */
  interface Inputs<I> {
    I next(SimRandom random);
  }

  private Executions() {}

  /**
   * Runs clients against one copy of each part of the data. In each tick one client begins, or the
   * copy does what it asked, or it hears the answer. Of a thousand operations so many are never
   * heard of, half of them without having had an effect.
   */
  static <S, I, O> History<I, O> run(
      SimRandom random,
      int count,
      long clients,
      int lostPermille,
      Model<S, I, O> model,
      Inputs<I> inputs,
      Answers<S, I, O> answers) {
    History.Recorder<I, O> recorder = new History.Recorder<>();
    Map<Optional<String>, S> states = new LinkedHashMap<>();
    List<Doing<I, O>> doing = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      doing.add(new Doing<>());
    }
    int begun = 0;
    for (long now = 0;
        begun < count || doing.stream().anyMatch(d -> d.phase != Phase.IDLE);
        now++) {
      int client = (int) random.nextLong(clients);
      Doing<I, O> d = doing.get(client);
      switch (d.phase) {
        case IDLE -> {
          if (begun < count) {
            begun++;
            d.input = inputs.next(random);
            d.number = recorder.invoke(client, now, d.input, Consistency.LINEARIZABLE);
            d.phase = random.chance(lostPermille / 2) ? Phase.IDLE : Phase.CALLED;
          }
        }
        case CALLED -> {
          Optional<String> part = model.partition(d.input);
          S state = states.getOrDefault(part, model.initial());
          d.output = answers.of(state, d.input);
          states.put(part, model.stepUnknown(state, d.input).orElse(state));
          d.phase = random.chance(lostPermille / 2) ? Phase.IDLE : Phase.DONE;
        }
        case DONE -> {
          recorder.ok(d.number, now, d.output);
          d.phase = Phase.IDLE;
        }
      }
    }
    return recorder.history();
  }

  /** The right answer. */
  interface Answers<S, I, O> {
    O of(S state, I input);
  }

  static History<KeyValue.Input, Register.Output> map(
      SimRandom random, int count, long clients, long keys, int lostPermille) {
    return run(
        random,
        count,
        clients,
        lostPermille,
        KeyValue.MODEL,
        r -> new KeyValue.Input("k" + r.nextLong(keys), registerInput(r)),
        (state, input) -> answer(state, input.operation()));
  }

  private static Register.Input registerInput(SimRandom random) {
    String value = Long.toString(random.nextLong(5));
    return switch ((int) random.nextLong(8)) {
      case 0, 1, 2 -> new Register.Write(value);
      case 3 -> new Register.CompareAndSet(Optional.of(Long.toString(random.nextLong(5))), value);
      case 4 -> new Register.Delete();
      default -> new Register.Read();
    };
  }

  private static Register.Output answer(Optional<String> state, Register.Input input) {
    if (input instanceof Register.Read) {
      return new Register.Value(state);
    }
    return input instanceof Register.CompareAndSet cas
        ? new Register.Swapped(cas.expected().equals(state))
        : new Register.Done();
  }

  /** Changes the answer of a read or an exchange; if there is none, nothing. */
  static History<KeyValue.Input, Register.Output> withAWrongAnswer(
      SimRandom random, History<KeyValue.Input, Register.Output> history) {
    List<Operation<KeyValue.Input, Register.Output>> ops = new ArrayList<>(history.operations());
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      if (ops.get(i).output().filter(o -> !(o instanceof Register.Done)).isPresent()) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return history;
    }
    int place = places.get((int) random.nextLong(places.size()));
    ops.set(place, wrong(ops.get(place)));
    return new History<>(Collections.unmodifiableList(ops));
  }

  static Operation<KeyValue.Input, Register.Output> wrong(
      Operation<KeyValue.Input, Register.Output> op) {
    Register.Output output = op.output().orElseThrow() instanceof Register.Swapped swapped
        ? new Register.Swapped(!swapped.done())
        : new Register.Value(
            op.output().get().equals(new Register.Value(Optional.of("1")))
                ? Optional.of("2")
                : Optional.of("1"));
    return Operation.ok(op.client(), op.invoked(), op.returned().orElseThrow(), op.input(), output);
  }
}
