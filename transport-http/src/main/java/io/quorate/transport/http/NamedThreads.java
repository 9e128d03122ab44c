package io.quorate.transport.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** Makes daemon threads with the node's name in theirs, and can wait until all of them are gone. */
final class NamedThreads implements ThreadFactory {
  private final String prefix;
  private final List<Thread> threads = new ArrayList<>();
  private int made;

  /** Names threads {@code quorate-<node>-<kind>-N}. */
  NamedThreads(String nodeName, String kind) {
    this.prefix = "quorate-" + nodeName + "-" + kind + "-";
  }

  @Override
  public synchronized Thread newThread(Runnable task) {
    Thread thread = new Thread(task, prefix + ++made);
    thread.setDaemon(true);
    threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  private synchronized List<Thread> copy() {
    return new ArrayList<>(threads);
  }

  /** Whether the caller is one of these threads, and must not wait for them. */
  boolean isCurrentThread() {
    return copy().contains(Thread.currentThread());
  }

  /**
   * Waits for the threads themselves. Executors call themselves terminated a moment earlier, when
   * their threads have only nothing more to do. A thread that was made and never started counts as
   * ended.
   */
  boolean awaitEnded(long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    for (Thread thread : copy()) {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      if (thread.isAlive()) {
        return false;
      }
    }
    return true;
  }
}
