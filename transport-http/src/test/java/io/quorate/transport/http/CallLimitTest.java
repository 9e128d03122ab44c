package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;

/** On a clock that is set by hand. */
class CallLimitTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final ByHand timer = new ByHand();
  private final CallLimit limit = new CallLimit(timer, now::get);
  private final Call call = new OkHttpClient()
      .newCall(new Request.Builder().url("http://localhost:1/").build());

  /** Keeps the newest task, and runs it when told to. */
  private static final class ByHand extends ScheduledThreadPoolExecutor {
    private Task newest;
    private int scheduled;

    ByHand() {
      super(0);
    }

    private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
      private final long delayNanos;

      Task(Runnable task, long delayNanos) {
        super(task, null);
        this.delayNanos = delayNanos;
      }

      @Override
      public long getDelay(TimeUnit unit) {
        return unit.convert(delayNanos, TimeUnit.NANOSECONDS);
      }

      @Override
      public int compareTo(Delayed other) {
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
      }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      scheduled++;
      newest = new Task(task, unit.toNanos(delay));
      return newest;
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private Duration delay() {
    return Duration.ofNanos(timer.newest.getDelay(TimeUnit.NANOSECONDS));
  }

  @Test
  void aCallThatDoesNotGetOnIsCancelled() {
    limit.begin(call, LIMIT);
    assertThat(delay()).isEqualTo(LIMIT);
    pass(LIMIT);
    timer.newest.run();
    assertThat(call.isCanceled()).isTrue();
    assertThat(limit.end()).isTrue();
  }

  @Test
  void aCallThatGetsOnIsNot() {
    limit.begin(call, LIMIT);
    for (int i = 0; i < 100; i++) {
      pass(Duration.ofSeconds(9));
      limit.extend(LIMIT);
      timer.newest.run();
      assertThat(delay()).isEqualTo(LIMIT);
    }
    assertThat(call.isCanceled()).isFalse();
    pass(LIMIT);
    timer.newest.run();
    assertThat(call.isCanceled()).isTrue();
  }

  @Test
  void aShorterStepIsWatchedInTime() {
    limit.begin(call, LIMIT);
    limit.within(Duration.ofSeconds(3));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(3));
    pass(Duration.ofSeconds(3));
    timer.newest.run();
    assertThat(call.isCanceled()).isTrue();
  }

  @Test
  void aCallThatHasEndedIsLeftAlone() {
    limit.begin(call, LIMIT);
    assertThat(limit.end()).isFalse();
    pass(LIMIT);
    timer.newest.run();
    assertThat(call.isCanceled()).isFalse();
  }

  @Test
  void theTimerIsNotAskedForEachOfManyCalls() {
    for (int i = 0; i < 1_000; i++) {
      limit.begin(call, LIMIT);
      limit.extend(LIMIT);
      limit.end();
    }
    assertThat(timer.scheduled).isEqualTo(1);
  }
}
