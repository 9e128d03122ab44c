package io.quorate.sim.check;

/**
 * How the inputs and outputs of a history are written in its text form: each in one line, without
 * {@code " -> "}, and not blank. Reading gives back what was written.
 *
 * @param <I> inputs
 * @param <O> outputs
 */
public interface Notation<I, O> {
  /**
   * Writes an input.
   *
   * @param input the input
   * @return its text
   */
  String writeInput(I input);

  /**
   * Reads an input.
   *
   * @param text its text
   * @return the input
   * @throws IllegalArgumentException if the text is none
   */
  I readInput(String text);

  /**
   * Writes an output.
   *
   * @param output the output
   * @return its text
   */
  String writeOutput(O output);

  /**
   * Reads the output of an operation.
   *
   * @param input what was asked for
   * @param text the output's text
   * @return the output
   * @throws IllegalArgumentException if the text is none
   */
  O readOutput(I input, String text);
}
