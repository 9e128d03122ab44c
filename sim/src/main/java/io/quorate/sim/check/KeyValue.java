package io.quorate.sim.check;

import java.util.Optional;

/**
 * A map of strings: a {@link Register} under each key, checked key by key. It is its own notation:
 * the key, then what the register has, as in {@code x write 5 -> done}.
 */
public final class KeyValue
    implements Model<Optional<String>, KeyValue.Input, Register.Output>,
        Notation<KeyValue.Input, Register.Output> {
  /** The model, empty at first. */
  public static final KeyValue MODEL = new KeyValue();

  /**
   * What is asked for.
   *
   * @param key of which key
   * @param operation what
   */
  public record Input(String key, Register.Input operation) {}

  private KeyValue() {}

  @Override
  public Optional<String> initial() {
    return Register.MODEL.initial();
  }

  @Override
  public Optional<Optional<String>> step(
      Optional<String> state, Input input, Register.Output output) {
    return Register.MODEL.step(state, input.operation(), output);
  }

  @Override
  public Optional<Optional<String>> stepUnknown(Optional<String> state, Input input) {
    return Register.MODEL.stepUnknown(state, input.operation());
  }

  @Override
  public Optional<String> partition(Input input) {
    return Optional.of(input.key());
  }

  @Override
  public boolean isRead(Input input, Register.Output output) {
    return Register.MODEL.isRead(input.operation(), output);
  }

  @Override
  public String describe(Operation<Input, Register.Output> operation) {
    return writeInput(operation.input())
        + operation.output().map(o -> " -> " + writeOutput(o)).orElse("");
  }

  @Override
  public String describeState(Optional<String> state) {
    return Register.MODEL.describeState(state);
  }

  @Override
  public String writeInput(Input input) {
    return Words.write(input.key()) + " " + Register.MODEL.writeInput(input.operation());
  }

  @Override
  public Input readInput(String text) {
    String[] words = text.split(" ", 2);
    if (words.length < 2) {
      throw new IllegalArgumentException("'" + text + "' should be '<key> <operation>'");
    }
    return new Input(Words.read(words[0]), Register.MODEL.readInput(words[1].strip()));
  }

  @Override
  public String writeOutput(Register.Output output) {
    return Register.MODEL.writeOutput(output);
  }

  @Override
  public Register.Output readOutput(Input input, String text) {
    return Register.MODEL.readOutput(input.operation(), text);
  }
}
