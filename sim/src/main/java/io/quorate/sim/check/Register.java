package io.quorate.sim.check;

import java.util.Objects;
import java.util.Optional;

/**
 * One value that can be read, written, deleted, and exchanged for another if it is the expected
 * one. It is its own notation: {@code read -> 5}, {@code read -> nil}, {@code write 5 -> done},
 * {@code delete -> done}, {@code cas 5 6 -> true}. Other characters than printable ASCII are
 * written as % and two hexadecimal digits each.
 */
public final class Register
    implements Model<Optional<String>, Register.Input, Register.Output>,
        Notation<Register.Input, Register.Output> {
  /** The model, with no value at first. */
  public static final Register MODEL = new Register();

  /** What can be asked for. */
  public sealed interface Input {}

  /** Reads. Answered by {@link Value}. */
  public record Read() implements Input {}

  /**
   * Writes. Answered by {@link Done}.
   *
   * @param value what
   */
  public record Write(String value) implements Input {}

  /** Takes the value away. Answered by {@link Done}. */
  public record Delete() implements Input {}

  /**
   * Writes a value if there is the expected one. Answered by {@link Swapped}.
   *
   * @param expected the value that must be there
   * @param value what to write
   */
  public record CompareAndSet(Optional<String> expected, String value) implements Input {}

  /** What can be answered. */
  public sealed interface Output {}

  /**
   * What was read.
   *
   * @param value the value, or empty if there is none
   */
  public record Value(Optional<String> value) implements Output {}

  /** It is done. */
  public record Done() implements Output {}

  /**
   * Whether the expected value was there.
   *
   * @param done true if it was, and the new one is written
   */
  public record Swapped(boolean done) implements Output {}

  private Register() {}

  @Override
  public Optional<String> initial() {
    return Optional.empty();
  }

  @Override
  public Optional<Optional<String>> step(Optional<String> state, Input input, Output output) {
    if (output instanceof Value read) {
      return Optional.of(state).filter(s -> input instanceof Read && s.equals(read.value()));
    }
    if (output instanceof Swapped swapped) {
      return stepUnknown(state, input)
          .filter(s -> input instanceof CompareAndSet cas
              && swapped.done() == cas.expected().equals(state));
    }
    return stepUnknown(state, input).filter(s -> input instanceof Write || input instanceof Delete);
  }

  @Override
  public Optional<Optional<String>> stepUnknown(Optional<String> state, Input input) {
    if (input instanceof Write write) {
      return Optional.of(Optional.of(write.value()));
    }
    if (input instanceof CompareAndSet cas) {
      return Optional.of(cas.expected().equals(state) ? Optional.of(cas.value()) : state);
    }
    return Optional.of(input instanceof Delete ? Optional.empty() : state);
  }

  @Override
  public boolean isRead(Input input, Output output) {
    return output instanceof Value || (output instanceof Swapped swapped && !swapped.done());
  }

  @Override
  public String describe(Operation<Input, Output> operation) {
    return writeInput(operation.input())
        + operation.output().map(o -> " -> " + writeOutput(o)).orElse("");
  }

  @Override
  public String describeState(Optional<String> state) {
    return Words.write(state);
  }

  @Override
  public String writeInput(Input input) {
    Objects.requireNonNull(input, "input");
    if (input instanceof Write write) {
      return "write " + Words.write(write.value());
    }
    if (input instanceof CompareAndSet cas) {
      return "cas " + Words.write(cas.expected()) + " " + Words.write(cas.value());
    }
    return input instanceof Delete ? "delete" : "read";
  }

  @Override
  public Input readInput(String text) {
    return switch (text.split(" ", 2)[0]) {
      case "read" -> {
        Words.split(text, 1, "read");
        yield new Read();
      }
      case "delete" -> {
        Words.split(text, 1, "delete");
        yield new Delete();
      }
      case "write" -> new Write(Words.read(Words.split(text, 2, "write <value>")[1]));
      case "cas" -> {
        String[] words = Words.split(text, 3, "cas <expected> <value>");
        yield new CompareAndSet(Words.readOptional(words[1]), Words.read(words[2]));
      }
      default ->
        throw new IllegalArgumentException(
            "'" + text + "' begins with no known word: read, write, delete or cas");
    };
  }

  @Override
  public String writeOutput(Output output) {
    if (output instanceof Value read) {
      return Words.write(read.value());
    }
    return output instanceof Swapped swapped ? Boolean.toString(swapped.done()) : "done";
  }

  @Override
  public Output readOutput(Input input, String text) {
    if (input instanceof Read) {
      return new Value(Words.readOptional(text));
    }
    if (input instanceof CompareAndSet && (text.equals("true") || text.equals("false"))) {
      return new Swapped(text.equals("true"));
    }
    if (!(input instanceof CompareAndSet) && text.equals("done")) {
      return new Done();
    }
    throw new IllegalArgumentException("'" + text + "' does not answer '" + writeInput(input)
        + "': it should be " + (input instanceof CompareAndSet ? "true or false" : "done"));
  }
}
