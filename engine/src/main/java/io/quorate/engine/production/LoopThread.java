package io.quorate.engine.production;

import io.quorate.engine.environment.Environment.EventLoop;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop: a thread that takes a turn when it is rung for or when its time has come, and
 * parks in between.
 */
final class LoopThread implements EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(LoopThread.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Runnable turn;
  private final FatalHandler fatal;
  private final Doorbell bell = new Doorbell();
  private final Thread thread;
  private volatile boolean closed;

  // Touched by the loop's own thread only.
  private boolean timed;
  private long deadline;

  LoopThread(String node, String name, Runnable turn, FatalHandler fatal) {
    this.turn = turn;
    this.fatal = fatal;
    this.thread = Threads.start(node, name, this::run);
  }

  private void run() {
    try {
      rest();
      while (!closed) {
        bell.answer();
        turn.run();
        rest();
      }
    } catch (Throwable e) {
      // The turn was cut off half-way, so what it works on can no longer be trusted: there is no
      // next turn.
      closed = true;
      LOG.error("{} has failed, and with it the node", Thread.currentThread().getName(), e);
      fatal.failed(Thread.currentThread().getName(), e);
    }
  }

  private void rest() {
    if (closed) {
      return;
    }
    if (timed) {
      bell.awaitUntil(deadline);
      timed = deadline - System.nanoTime() > 0;
    } else {
      bell.await();
    }
  }

  @Override
  public void signal() {
    bell.ring();
  }

  @Override
  public void wakeAt(long nanoTime) {
    // The greatest number stands for "never"; subtracting from it would overflow.
    timed = nanoTime != Long.MAX_VALUE;
    deadline = nanoTime;
  }

  @Override
  public void close() {
    closed = true;
    bell.ring();
    if (thread != Thread.currentThread() && !Threads.join(thread, CLOSE_LIMIT)) {
      LOG.warn("{} is still in a turn after {}", thread.getName(), CLOSE_LIMIT);
    }
  }
}
