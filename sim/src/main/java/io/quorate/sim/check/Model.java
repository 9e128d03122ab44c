package io.quorate.sim.check;

import java.util.Optional;

/**
 * What the data is meant to be: a state, and what each operation does to it. A model is a pure
 * function; it keeps nothing between calls.
 *
 * @param <S> a state: immutable, and compared by {@code equals} and {@code hashCode}. States that
 *     are equal must behave alike; states that behave alike should be equal, or the search is slow
 * @param <I> what is asked for. Inputs that are equal must mean the same operation
 * @param <O> what is answered
 */
public interface Model<S, I, O> {
  /**
   * The state before the first operation, of each partition.
   *
   * @return the state
   */
  S initial();

  /**
   * Takes an operation whose answer is known.
   *
   * @param state the state that it meets
   * @param input what was asked for
   * @param output what was answered
   * @return the state that it leaves, or empty if it cannot have got this answer in this state
   */
  Optional<S> step(S state, I input, O output);

  /**
   * Takes an operation whose answer nobody saw.
   *
   * @param state the state that it meets
   * @param input what was asked for
   * @return the state that it leaves; the same state, or empty, if it has no effect here
   */
  Optional<S> stepUnknown(S state, I input);

  /**
   * Whether an operation never changes the state, whatever state it meets, if it is answered so. It
   * need not be said, but the search is much faster for it.
   *
   * @param input what was asked for
   * @param output what was answered
   * @return true only if {@link #step} gives the same state or none, in every state
   */
  default boolean isRead(I input, O output) {
    return false;
  }

  /**
   * The part of the data that an operation touches. Operations on different parts must not see each
   * other; then each part is checked alone, which is faster by far, and the whole history is
   * linearizable if and only if each part is. Either every operation of a history has a part or
   * none.
   *
   * @param input what was asked for
   * @return the name of the part; empty if the data is one whole
   */
  default Optional<String> partition(I input) {
    return Optional.empty();
  }

  /**
   * Describes an operation for people, without its client and times.
   *
   * @param operation the operation
   * @return some words
   */
  default String describe(Operation<I, O> operation) {
    return operation.input() + operation.output().map(o -> " -> " + o).orElse("");
  }

  /**
   * Describes a state for people.
   *
   * @param state the state
   * @return some words
   */
  default String describeState(S state) {
    return state.toString();
  }
}
