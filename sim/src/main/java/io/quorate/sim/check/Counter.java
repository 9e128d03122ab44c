package io.quorate.sim.check;

import java.util.Optional;

/**
 * A number that starts at 0. An operation adds to it and is answered with the new value; adding 0
 * is reading. It is its own notation: {@code add 1 -> 7}, {@code get -> 7}.
 */
public final class Counter implements Model<Long, Long, Long>, Notation<Long, Long> {
  /** The model. The input is what is added, the output the sum. */
  public static final Counter MODEL = new Counter();

  private Counter() {}

  @Override
  public Long initial() {
    return 0L;
  }

  @Override
  public Optional<Long> step(Long state, Long input, Long output) {
    return stepUnknown(state, input).filter(output::equals);
  }

  @Override
  public Optional<Long> stepUnknown(Long state, Long input) {
    return Optional.of(state + input);
  }

  @Override
  public boolean isRead(Long input, Long output) {
    return input == 0;
  }

  @Override
  public String describe(Operation<Long, Long> operation) {
    return writeInput(operation.input())
        + operation.output().map(o -> " -> " + o).orElse("");
  }

  @Override
  public String writeInput(Long input) {
    return input == 0 ? "get" : "add " + input;
  }

  @Override
  public Long readInput(String text) {
    if (text.equals("get")) {
      return 0L;
    }
    String[] words = Words.split(text, 2, "add <number>");
    if (!words[0].equals("add")) {
      throw new IllegalArgumentException("'" + text + "' should be 'get' or 'add <number>'");
    }
    return Long.parseLong(words[1]);
  }

  @Override
  public String writeOutput(Long output) {
    return output.toString();
  }

  @Override
  public Long readOutput(Long input, String text) {
    return Long.parseLong(text);
  }
}
