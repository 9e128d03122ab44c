package io.quorate.engine.boot;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Blocks until a future of the node ends, which it does by itself at its own timeout. */
final class Waiting {
  /** How much later than its timeout a future may end, on a busy machine, before it is given up. */
  static final Duration SLACK = Duration.ofSeconds(1);

  /** Longer than any caller means, and short enough for arithmetic with nanoseconds. */
  static final Duration LONGEST = Duration.ofDays(365);

  private Waiting() {}

  /** A timeout that can be calculated with. */
  static Duration limited(Duration timeout) {
    if (timeout.isNegative()) {
      return Duration.ZERO;
    }
    return timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
  }

  /**
   * Waits for an outcome.
   *
   * @param future ends at the timeout
   * @param timeout the same
   * @param otherwise the outcome of a wait that was interrupted, after which the interrupt status
   *     is set, or for which the future did not end
   */
  static <T> T forOutcome(CompletableFuture<T> future, Duration timeout, Supplier<T> otherwise) {
    try {
      return future.get(timeout.plus(SLACK).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise.get();
    } catch (TimeoutException e) {
      return otherwise.get();
    } catch (ExecutionException e) {
      throw unexpected(e);
    }
  }

  /**
   * Waits for an end, however it comes, and not longer than a limit. An interrupt ends the wait
   * too.
   */
  static void quietly(CompletableFuture<?> future, Duration limit) {
    try {
      future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Whoever asked looks at what there is.
      return;
    }
  }

  /**
   * Waits for an end, however it comes, and not longer than a limit. Goes on through an interrupt,
   * from the beginning, and leaves the interrupt status set.
   */
  static void undisturbed(CompletableFuture<?> future, Duration limit) {
    boolean interrupted = Thread.interrupted();
    quietly(future, limit);
    while (Thread.interrupted()) {
      interrupted = true;
      quietly(future, limit);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The node's futures end with an outcome, also when it fails: anything else is a bug, and must
   * not look like one.
   */
  static IllegalStateException unexpected(ExecutionException e) {
    return new IllegalStateException("the engine has failed: " + e.getCause(), e.getCause());
  }
}
