package io.quorate.engine.production;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.environment.Environment.EventLoop;
import io.quorate.engine.environment.Environment.Lane;
import io.quorate.engine.environment.Environment.RandomSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProductionEnvironmentTest {
  private static final String NODE = "environment-test";

  private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();
  private final ProductionEnvironment environment =
      new ProductionEnvironment(NODE, (thread, error) -> fatal.complete(error));
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAndLookForThreads() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    assertThat(TestThreads.of(NODE)).isEmpty();
  }

  private EventLoop loop(Runnable turn) {
    EventLoop loop = environment.startLoop("loop-0", turn);
    open.add(loop);
    return loop;
  }

  private Lane lane() {
    Lane lane = environment.startLane("apply-0");
    open.add(lane);
    return lane;
  }

  @Test
  void aSignalFromAnyThreadLeadsToATurnThatSeesWhatWasPutBefore() throws Exception {
    ConcurrentLinkedQueue<Integer> inbox = new ConcurrentLinkedQueue<>();
    int threads = 4;
    int each = 20_000;
    CountDownLatch missing = new CountDownLatch(threads * each);
    AtomicBoolean running = new AtomicBoolean();
    AtomicInteger turns = new AtomicInteger();
    EventLoop loop = loop(() -> {
      if (!running.compareAndSet(false, true)) {
        throw new IllegalStateException("two turns at once");
      }
      turns.incrementAndGet();
      while (inbox.poll() != null) {
        missing.countDown();
      }
      running.set(false);
    });
    List<Thread> senders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Thread sender = new Thread(() -> {
        for (int i = 0; i < each; i++) {
          inbox.add(i);
          loop.signal();
        }
      });
      senders.add(sender);
      sender.start();
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(missing.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(turns.get()).isLessThanOrEqualTo(threads * each);
    assertThat(fatal).isNotDone();
  }

  @Test
  void thereIsNoTurnBeforeTheFirstSignal() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    EventLoop loop = loop(turns::incrementAndGet);
    loop.close();
    assertThat(turns).hasValue(0);
  }

  @Test
  void aSignalDuringATurnLeadsToAnother() throws Exception {
    AtomicReference<EventLoop> self = new AtomicReference<>();
    CountDownLatch turns = new CountDownLatch(1000);
    self.set(loop(() -> {
      turns.countDown();
      if (turns.getCount() > 0) {
        self.get().signal();
      }
    }));
    self.get().signal();
    assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTurnComesAtTheTimeAskedForAndNotBefore() throws Exception {
    AtomicReference<EventLoop> self = new AtomicReference<>();
    AtomicLong due = new AtomicLong();
    CompletableFuture<Long> woken = new CompletableFuture<>();
    self.set(loop(() -> {
      if (due.get() == 0) {
        // Replaced at once: only the second time counts.
        self.get().wakeAt(environment.nanoTime());
        due.set(environment.nanoTime() + Duration.ofMillis(30).toNanos());
        self.get().wakeAt(due.get());
      } else {
        woken.complete(environment.nanoTime());
      }
    }));
    self.get().signal();
    assertThat(woken.get(10, TimeUnit.SECONDS) - due.get()).isNotNegative();
  }

  @Test
  void aTurnInBetweenDoesNotForgetTheTimeAskedFor() throws Exception {
    AtomicReference<EventLoop> self = new AtomicReference<>();
    AtomicInteger turns = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch third = new CountDownLatch(1);
    self.set(loop(() -> {
      switch (turns.incrementAndGet()) {
        case 1 -> {
          self.get().wakeAt(environment.nanoTime() + Duration.ofMillis(200).toNanos());
          self.get().signal();
        }
        case 2 -> second.countDown();
        default -> third.countDown();
      }
    }));
    self.get().signal();
    assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTimeInThePastMeansAtOnceAndTheGreatestNumberMeansNever() throws Exception {
    AtomicReference<EventLoop> self = new AtomicReference<>();
    AtomicInteger turns = new AtomicInteger();
    CountDownLatch third = new CountDownLatch(1);
    self.set(loop(() -> {
      switch (turns.incrementAndGet()) {
        case 1 -> self.get().wakeAt(environment.nanoTime() - 1);
        case 2 -> {
          self.get().wakeAt(Long.MAX_VALUE);
          third.countDown();
        }
        default -> {}
      }
    }));
    self.get().signal();
    assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
    self.get().close();
    assertThat(turns).hasValue(2);
  }

  @Test
  void anExceptionOutOfATurnReachesTheHandlerAndEndsTheLoop() throws Exception {
    EventLoop loop = loop(() -> {
      throw new IllegalStateException("broken");
    });
    loop.signal();
    assertThat(fatal.get(10, TimeUnit.SECONDS)).hasMessage("broken");
    loop.signal();
    loop.close();
  }

  @Test
  void aTurnMayCloseItsOwnLoop() throws Exception {
    AtomicReference<EventLoop> self = new AtomicReference<>();
    CountDownLatch returned = new CountDownLatch(1);
    self.set(loop(() -> {
      self.get().close();
      returned.countDown();
    }));
    self.get().signal();
    assertThat(returned.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closeWaitsForThePresentTurn() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    EventLoop loop = loop(() -> {
      entered.countDown();
      await(leave);
      left.set(true);
    });
    loop.signal();
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Boolean> leftAtClose = new CompletableFuture<>();
    Thread closer = new Thread(() -> {
      loop.close();
      leftAtClose.complete(left.get());
    });
    closer.start();
    leave.countDown();
    assertThat(leftAtClose.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aLaneRunsTasksInOrder() throws Exception {
    Lane lane = lane();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      lane.execute(() -> order.add(number));
    }
    lane.execute(done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(order).hasSize(10_000).isSorted();
  }

  @Test
  void closingALaneDropsWhatHasNotBegunAndLaterTasksDoNothing() throws Exception {
    Lane lane = lane();
    CountDownLatch entered = new CountDownLatch(1);
    AtomicInteger ran = new AtomicInteger();
    lane.execute(() -> {
      entered.countDown();
      lane.close(); // from within: must not wait for itself
    });
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    lane.close();
    lane.execute(ran::incrementAndGet);
    assertThat(TestThreads.of(NODE)).isEmpty();
    assertThat(ran).hasValue(0);
  }

  @Test
  void aTaskThatDoesNotEndIsInterrupted() throws Exception {
    LaneThread lane = new LaneThread(NODE, "slow", Duration.ofMillis(20), (thread, error) -> {});
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    lane.execute(() -> {
      entered.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.complete(true);
      }
    });
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    lane.close();
    assertThat(interrupted).isCompletedWithValue(true);
  }

  @Test
  void aTaskThatThrowsReachesTheHandlerAndTheLaneGoesOn() throws Exception {
    Lane lane = lane();
    CountDownLatch next = new CountDownLatch(1);
    lane.execute(() -> {
      throw new IllegalStateException("broken");
    });
    lane.execute(next::countDown);
    assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(fatal.get(10, TimeUnit.SECONDS)).hasMessage("broken");
  }

  @Test
  void threadsAreDaemonsNamedAfterTheNode() throws Exception {
    Lane lane = lane();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    lane.execute(() -> thread.complete(Thread.currentThread()));
    assertThat(thread.get(10, TimeUnit.SECONDS).getName())
        .isEqualTo("quorate-environment-test-apply-0");
    assertThat(thread.get().isDaemon()).isTrue();
  }

  @Test
  void streamsOfRandomNumbersStayInBoundsAndDiffer() {
    RandomSource one = environment.random("election/1");
    RandomSource other = environment.random("election/1");
    List<Long> first = new ArrayList<>();
    List<Long> second = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      first.add(one.nextLong(1_000_000));
      second.add(other.nextLong(1_000_000));
    }
    assertThat(first).isNotEqualTo(second).allMatch(n -> n >= 0 && n < 1_000_000);
  }

  @Test
  void anInterruptDoesNotShortenTheCloseAndIsNotLost() throws Exception {
    Lane lane = lane();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    lane.execute(() -> {
      entered.countDown();
      await(leave);
      left.set(true);
    });
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    Thread closer = new Thread(() -> {
      Thread.currentThread().interrupt();
      lane.close();
      outcome.complete(left.get() && Thread.currentThread().isInterrupted());
    });
    closer.start();
    leave.countDown();
    assertThat(outcome.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
