package io.quorate.transport.common;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Makes daemon threads with the node's name in theirs, and can wait until all of them are gone. Any
 * thread.
 */
public final class NamedThreads implements ThreadFactory {
  private final String prefix;
  private final BiFunction<Runnable, String, Thread> maker;
  private final List<Thread> threads = new ArrayList<>();
  private int made;

  /**
   * Names threads {@code quorate-<node>-<kind>-N}, with N from 1.
   *
   * @param nodeName the node's name
   * @param kind what they do
   */
  public NamedThreads(String nodeName, String kind) {
    this(nodeName, kind, Thread::new);
  }

  /**
   * As the other constructor, with threads of a class of one's own.
   *
   * @param nodeName the node's name
   * @param kind what they do
   * @param maker makes a thread from its task and name
   */
  public NamedThreads(String nodeName, String kind, BiFunction<Runnable, String, Thread> maker) {
    this.prefix = "quorate-" + nodeName + "-" + kind + "-";
    this.maker = maker;
  }

  @Override
  public synchronized Thread newThread(Runnable task) {
    Thread thread = maker.apply(task, prefix + ++made);
    thread.setDaemon(true);
    threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  private synchronized List<Thread> copy() {
    return new ArrayList<>(threads);
  }

  /**
   * Whether the caller is one of these threads, and must not wait for them.
   *
   * @return whether
   */
  public boolean isCurrentThread() {
    return copy().contains(Thread.currentThread());
  }

  /**
   * Waits for the threads themselves. Executors call themselves terminated a moment earlier, when
   * their threads have only nothing more to do. A thread that was made and never started counts as
   * ended.
   *
   * @param timeoutMillis how long at most; each thread is given 1 ms at least
   * @return whether all have ended
   * @throws InterruptedException if the caller is interrupted
   */
  public boolean awaitEnded(long timeoutMillis) throws InterruptedException {
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
