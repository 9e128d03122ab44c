package io.quorate.transport.http;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Something that is read from a node at most ten times in a second, however many ask: who comes
 * while it is being read waits and gets the same. So many questions cost the node no more than a
 * few, and a node that is slow to answer is asked by one thread.
 *
 * @param <T> what is read
 */
final class Reading<T> {
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Supplier<T> source;

  // Guarded by this.
  private T value;
  private long readAtNanos;

  Reading(Supplier<T> source) {
    this.source = source;
  }

  /** A value that was read within the last tenth of a second, or now. */
  synchronized T get() {
    if (value == null || System.nanoTime() - readAtNanos >= FRESH_NANOS) {
      value = source.get();
      readAtNanos = System.nanoTime();
    }
    return value;
  }
}
