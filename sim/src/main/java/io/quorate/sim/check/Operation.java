package io.quorate.sim.check;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One operation of a client. Times are of any clock that orders what happens in the whole system;
 * the unit does not matter.
 *
 * @param client who asked
 * @param invoked when it began
 * @param returned when the client heard; empty if and only if the outcome is unknown
 * @param outcome what the client knows
 * @param input what was asked for
 * @param output what was answered; present if and only if the outcome is OK
 * @param consistency what was promised
 * @param <I> inputs
 * @param <O> outputs
 */
public record Operation<I, O>(
    long client,
    long invoked,
    OptionalLong returned,
    Outcome outcome,
    I input,
    Optional<O> output,
    Consistency consistency) {

  /**
   * Makes an operation.
   *
   * @throws IllegalArgumentException if it returned before it began, or if the outcome does not go
   *     with the time of return and the output
   */
  public Operation {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(consistency, "consistency");
    if (returned.isPresent() && returned.getAsLong() < invoked) {
      throw new IllegalArgumentException("an operation of client " + client + " returned at "
          + returned.getAsLong() + ", before it was invoked at " + invoked);
    }
    if (returned.isPresent() == (outcome == Outcome.UNKNOWN)
        || output.isPresent() != (outcome == Outcome.OK)) {
      throw new IllegalArgumentException("an operation of client " + client + ", invoked at "
          + invoked + ", is " + outcome + " and has " + (returned.isPresent() ? "a" : "no")
          + " time of return and " + (output.isPresent() ? "an" : "no")
          + " output: OK has both, FAILED the time alone, UNKNOWN neither");
    }
  }

  /**
   * An operation that was answered.
   *
   * @param client who asked
   * @param invoked when it began
   * @param returned when the client heard
   * @param input what was asked for
   * @param output what was answered
   * @param <I> inputs
   * @param <O> outputs
   * @return the operation, linearizable
   */
  public static <I, O> Operation<I, O> ok(
      long client, long invoked, long returned, I input, O output) {
    return new Operation<>(
        client,
        invoked,
        OptionalLong.of(returned),
        Outcome.OK,
        input,
        Optional.of(output),
        Consistency.LINEARIZABLE);
  }

  /**
   * An operation that certainly had no effect.
   *
   * @param client who asked
   * @param invoked when it began
   * @param returned when the client heard
   * @param input what was asked for
   * @param <I> inputs
   * @param <O> outputs
   * @return the operation
   */
  public static <I, O> Operation<I, O> failed(long client, long invoked, long returned, I input) {
    return new Operation<>(
        client,
        invoked,
        OptionalLong.of(returned),
        Outcome.FAILED,
        input,
        Optional.empty(),
        Consistency.LINEARIZABLE);
  }

  /**
   * An operation that may take effect at any time after its invocation, or never.
   *
   * @param client who asked
   * @param invoked when it began
   * @param input what was asked for
   * @param <I> inputs
   * @param <O> outputs
   * @return the operation
   */
  public static <I, O> Operation<I, O> unknown(long client, long invoked, I input) {
    return new Operation<>(
        client,
        invoked,
        OptionalLong.empty(),
        Outcome.UNKNOWN,
        input,
        Optional.empty(),
        Consistency.LINEARIZABLE);
  }

  /**
   * The same operation with another promise.
   *
   * @param promised what was promised
   * @return the operation
   */
  public Operation<I, O> with(Consistency promised) {
    return new Operation<>(client, invoked, returned, outcome, input, output, promised);
  }
}
