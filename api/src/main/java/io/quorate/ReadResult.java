package io.quorate;

import java.util.Objects;
import java.util.Optional;

/**
 * The outcome of a read: {@link Served} or {@link NotServed}.
 *
 * @param <T> what the query returns
 */
public sealed interface ReadResult<T> {

  /**
   * The status in one word.
   *
   * @return the status
   */
  ReadStatus status();

  /**
   * Whether the query ran and returned.
   *
   * @return true for {@link Served} only
   */
  default boolean success() {
    return this instanceof Served;
  }

  /**
   * What the query returned, or an exception that says why there is nothing.
   *
   * @return what the query returned; null if that was null
   * @throws IllegalStateException if {@link #success} is false
   */
  default T orElseThrow() {
    if (this instanceof Served<T> served) {
      return served.value();
    }
    NotServed<T> not = (NotServed<T>) this;
    throw new IllegalStateException(
        "The read was not served: " + this, not.cause().orElse(null));
  }

  /**
   * The read was served.
   *
   * @param value what the query returned; may be null
   * @param index this node had applied at least everything up to here; with that, the read is as
   *     fresh as was asked for
   * @param <T> what the query returns
   */
  record Served<T>(T value, long index) implements ReadResult<T> {
    @Override
    public ReadStatus status() {
      return ReadStatus.SERVED;
    }
  }

  /**
   * The read was not served.
   *
   * @param status why; {@link ReadStatus#retryable} says whether to try again
   * @param leader the partition's leader, if this node knows one
   * @param cause what the query threw; empty unless the status is {@link ReadStatus#QUERY_FAILED}
   * @param <T> what the query returns
   */
  record NotServed<T>(ReadStatus status, Optional<Leader> leader, Optional<Throwable> cause)
      implements ReadResult<T> {
    /**
     * Checks for null.
     *
     * @param status see the component
     * @param leader see the component
     * @param cause see the component
     */
    public NotServed {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(leader, "leader");
      Objects.requireNonNull(cause, "cause");
    }
  }
}
