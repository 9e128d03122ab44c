package io.quorate.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A queue without bound: first in, first out. It is its own notation: {@code put a -> done},
 * {@code take -> a}, {@code take -> nil} if it is empty. Each change copies the queue, so it is
 * meant for queues that stay short.
 */
public final class FifoQueue
    implements Model<List<String>, FifoQueue.Input, FifoQueue.Output>,
        Notation<FifoQueue.Input, FifoQueue.Output> {
  /** The model, empty at first. */
  public static final FifoQueue MODEL = new FifoQueue();

  /** What can be asked for. */
  public sealed interface Input {}

  /**
   * Adds to the end. Answered by {@link Done}.
   *
   * @param value what
   */
  public record Put(String value) implements Input {}

  /** Takes the first away. Answered by {@link Taken}. */
  public record Take() implements Input {}

  /** What can be answered. */
  public sealed interface Output {}

  /** It is done. */
  public record Done() implements Output {}

  /**
   * What was the first.
   *
   * @param value the value, or empty if there was none
   */
  public record Taken(Optional<String> value) implements Output {}

  private FifoQueue() {}

  @Override
  public List<String> initial() {
    return List.of();
  }

  @Override
  public Optional<List<String>> step(List<String> state, Input input, Output output) {
    boolean fits = input instanceof Put
        ? output instanceof Done
        : output instanceof Taken taken && taken.value().equals(state.stream().findFirst());
    return fits ? stepUnknown(state, input) : Optional.empty();
  }

  @Override
  public Optional<List<String>> stepUnknown(List<String> state, Input input) {
    List<String> changed = new ArrayList<>(state);
    if (input instanceof Put put) {
      changed.add(put.value());
    } else if (!changed.isEmpty()) {
      changed.remove(0);
    }
    return Optional.of(List.copyOf(changed));
  }

  @Override
  public boolean isRead(Input input, Output output) {
    return output instanceof Taken taken && taken.value().isEmpty();
  }

  @Override
  public String describe(Operation<Input, Output> operation) {
    return writeInput(operation.input())
        + operation.output().map(o -> " -> " + writeOutput(o)).orElse("");
  }

  @Override
  public String describeState(List<String> state) {
    return Words.write(state);
  }

  @Override
  public String writeInput(Input input) {
    return input instanceof Put put ? "put " + Words.write(put.value()) : "take";
  }

  @Override
  public Input readInput(String text) {
    if (text.equals("take")) {
      return new Take();
    }
    String[] words = Words.split(text, 2, "put <value>");
    if (!words[0].equals("put")) {
      throw new IllegalArgumentException("'" + text + "' should be 'take' or 'put <value>'");
    }
    return new Put(Words.read(words[1]));
  }

  @Override
  public String writeOutput(Output output) {
    return output instanceof Taken taken ? Words.write(taken.value()) : "done";
  }

  @Override
  public Output readOutput(Input input, String text) {
    if (input instanceof Take) {
      return new Taken(Words.readOptional(text));
    }
    if (text.equals("done")) {
      return new Done();
    }
    throw new IllegalArgumentException("'" + text + "' does not answer a put: it should be done");
  }
}
