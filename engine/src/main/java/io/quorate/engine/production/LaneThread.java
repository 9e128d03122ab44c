package io.quorate.engine.production;

import io.quorate.engine.environment.Environment.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane: a thread with a queue, which is not bounded here because admission bounds what the node
 * puts into it.
 */
final class LaneThread implements Lane {
  private static final Logger LOG = LoggerFactory.getLogger(LaneThread.class);

  /** How long a close waits for the present task before it interrupts it. */
  static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private static final Duration INTERRUPT_LIMIT = Duration.ofSeconds(1);

  private final FatalHandler fatal;
  private final Mailbox<Runnable> tasks = new Mailbox<>(Integer.MAX_VALUE);
  private final Duration closeLimit;
  private final Thread thread;

  LaneThread(String node, String name, Duration closeLimit, FatalHandler fatal) {
    this.closeLimit = closeLimit;
    this.fatal = fatal;
    this.thread = Threads.start(node, name, this::run);
  }

  @Override
  public void execute(Runnable task) {
    tasks.offer(task);
  }

  private void run() {
    ArrayDeque<Runnable> taken = new ArrayDeque<>();
    while (!tasks.isClosed()) {
      taken = tasks.await(taken);
      while (!taken.isEmpty() && !tasks.isClosed()) {
        run(taken.poll());
      }
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Tasks promise not to throw. The lane goes on, because others may wait for it; the handler
      // ends the node.
      LOG.error(
          "a task on {} has failed, and with it the node",
          Thread.currentThread().getName(),
          e);
      fatal.failed(Thread.currentThread().getName(), e);
    }
  }

  @Override
  public void close() {
    tasks.close();
    if (thread == Thread.currentThread() || Threads.join(thread, closeLimit)) {
      return;
    }
    LOG.warn("a task on {} runs longer than {}; it is interrupted", thread.getName(), closeLimit);
    thread.interrupt();
    if (!Threads.join(thread, INTERRUPT_LIMIT)) {
      LOG.warn(
          "the task on {} does not heed the interrupt; its thread is left behind",
          thread.getName());
    }
  }
}
