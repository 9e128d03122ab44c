package io.quorate.transport.http;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.Call;

/**
 * Cancels the call of one peer when it does not get on in time. In place of OkHttp's own limits,
 * which are kept by a thread that all of a process shares and that outlives the transport, and of
 * which none covers what is meant here: a body of any length, as long as the peer goes on reading
 * it.
 *
 * <p>A busy peer sets a limit thousands of times in a second; the timer is asked once in the length
 * of a limit.
 */
final class CallLimit {
  private final ScheduledExecutorService timer;
  private final LongSupplier clock;
  private volatile long dueNanos;

  // Guarded by this.
  private Call call;
  private ScheduledFuture<?> wake;
  private long wakeNanos;
  private boolean expired;

  CallLimit(ScheduledExecutorService timer) {
    this(timer, System::nanoTime);
  }

  /** With a clock of nanoseconds, for tests. */
  CallLimit(ScheduledExecutorService timer, LongSupplier clock) {
    this.timer = timer;
    this.clock = clock;
  }

  /** Watches a call. */
  synchronized void begin(Call begun, Duration limit) {
    call = begun;
    expired = false;
    within(limit);
  }

  /** From now, the next step has so long. */
  synchronized void within(Duration limit) {
    dueNanos = clock.getAsLong() + limit.toNanos();
    if (call != null && (wake == null || dueNanos - wakeNanos < 0)) {
      if (wake != null) {
        wake.cancel(false);
      }
      schedule();
    }
  }

  /**
   * The step goes on; it has so long again. Cheap.
   *
   * @param limit not shorter than before
   */
  void extend(Duration limit) {
    dueNanos = clock.getAsLong() + limit.toNanos();
  }

  /**
   * Watches no more.
   *
   * @return whether the call was cancelled for lack of time
   */
  synchronized boolean end() {
    call = null;
    return expired;
  }

  private void schedule() {
    wakeNanos = dueNanos;
    try {
      wake = timer.schedule(
          this::check, Math.max(0, dueNanos - clock.getAsLong()), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The transport closes, and ends the call itself.
      wake = null;
    }
  }

  private void check() {
    Call late;
    synchronized (this) {
      wake = null;
      if (call == null) {
        return;
      }
      if (dueNanos - clock.getAsLong() > 0) {
        schedule();
        return;
      }
      expired = true;
      late = call;
    }
    late.cancel();
  }
}
