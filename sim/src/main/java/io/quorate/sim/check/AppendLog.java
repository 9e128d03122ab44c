package io.quorate.sim.check;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A log: an append is answered with the index that its value got, a read with all values. It is its
 * own notation: {@code append a -> 7}, {@code read -> [a,b]}.
 *
 * <p>An acknowledged proposal to a replicated log is an append too, one to a log that also holds
 * entries of others: see {@link #SPARSE}.
 */
public final class AppendLog
    implements Model<AppendLog.State, AppendLog.Input, AppendLog.Output>,
        Notation<AppendLog.Input, AppendLog.Output> {
  /** A log whose first value has index 1, and each other the next. */
  public static final AppendLog DENSE = new AppendLog(false);

  /**
   * A log in which entries of others, which no operation of the history stands for, may lie between
   * the values: indexes begin at 1 or later and grow.
   */
  public static final AppendLog SPARSE = new AppendLog(true);

  /** What can be asked for. */
  public sealed interface Input {}

  /**
   * Appends. Answered by {@link Index}.
   *
   * @param value what
   */
  public record Append(String value) implements Input {}

  /** Reads all. Answered by {@link Values}. */
  public record ReadAll() implements Input {}

  /** What can be answered. */
  public sealed interface Output {}

  /**
   * Where the value is.
   *
   * @param index its index
   */
  public record Index(long index) implements Output {}

  /**
   * All values.
   *
   * @param values in the order of their indexes
   */
  public record Values(List<String> values) implements Output {
    /** Copies the values. */
    public Values {
      values = List.copyOf(values);
    }
  }

  /** The values, and the lowest index that the last of them can have. */
  public static final class State {
    private final long last;
    private final Chain values;

    private State(long last, Chain values) {
      this.last = last;
      this.values = values;
    }

    /**
     * The lowest index that the last value can have.
     *
     * @return the index, or 0 if there is no value
     */
    public long last() {
      return last;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof State s && last == s.last && values.equals(s.values);
    }

    @Override
    public int hashCode() {
      return Objects.hash(last, values);
    }
  }

  private static final int SHOWN = 6;

  private final boolean sparse;

  private AppendLog(boolean sparse) {
    this.sparse = sparse;
  }

  @Override
  public State initial() {
    return new State(0, Chain.EMPTY);
  }

  @Override
  public Optional<State> step(State state, Input input, Output output) {
    if (input instanceof Append append && output instanceof Index at) {
      boolean fits = sparse ? at.index() > state.last : at.index() == state.last + 1;
      return fits
          ? Optional.of(new State(at.index(), state.values.plus(append.value())))
          : Optional.empty();
    }
    return Optional.of(state)
        .filter(s -> input instanceof ReadAll
            && output instanceof Values all
            && s.values.hasSame(all.values()));
  }

  @Override
  public Optional<State> stepUnknown(State state, Input input) {
    return Optional.of(
        input instanceof Append append
            ? new State(state.last + 1, state.values.plus(append.value()))
            : state);
  }

  @Override
  public boolean isRead(Input input, Output output) {
    return input instanceof ReadAll;
  }

  @Override
  public String describe(Operation<Input, Output> operation) {
    return writeInput(operation.input())
        + operation.output().map(o -> " -> " + writeOutput(o)).orElse("");
  }

  @Override
  public String describeState(State state) {
    List<String> values = state.values.toList();
    int from = Math.max(0, values.size() - SHOWN);
    return "last index " + state.last + ", " + values.size() + " values"
        + (from == 0 ? " " : ", the last of them ")
        + Words.write(values.subList(from, values.size()));
  }

  @Override
  public String writeInput(Input input) {
    return input instanceof Append append ? "append " + Words.write(append.value()) : "read";
  }

  @Override
  public Input readInput(String text) {
    if (text.equals("read")) {
      return new ReadAll();
    }
    String[] words = Words.split(text, 2, "append <value>");
    if (!words[0].equals("append")) {
      throw new IllegalArgumentException("'" + text + "' should be 'read' or 'append <value>'");
    }
    return new Append(Words.read(words[1]));
  }

  @Override
  public String writeOutput(Output output) {
    if (output instanceof Values all) {
      return Words.write(all.values());
    }
    return Long.toString(((Index) output).index());
  }

  @Override
  public Output readOutput(Input input, String text) {
    return input instanceof Append
        ? new Index(Long.parseLong(text))
        : new Values(Words.readList(text));
  }
}
