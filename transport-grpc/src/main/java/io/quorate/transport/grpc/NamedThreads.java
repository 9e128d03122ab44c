package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.util.concurrent.FastThreadLocalThread;
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
    // Netty keeps its buffer caches in threads of this kind without a hash look-up.
    Thread thread = new FastThreadLocalThread(task, prefix + ++made);
    thread.setDaemon(true);
    threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  private synchronized List<Thread> copy() {
    return new ArrayList<>(threads);
  }

  /**
   * Waits for the threads themselves. Executors call themselves terminated a moment earlier, when
   * their threads have only nothing more to do.
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
