package io.quorate.engine.production;

import java.time.Duration;

/** Makes and ends threads. */
final class Threads {
  private Threads() {}

  /** A daemon, so that an application that forgets to close a node can still exit. */
  static Thread start(String node, String name, Runnable body) {
    Thread thread = new Thread(body, "quorate-" + node + "-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Waits for a thread's end, and does not wait if it is the present one. An interrupt does not
   * shorten the wait, because a half-closed node is worse than a late one, but it is not lost.
   *
   * @return whether it has ended
   */
  static boolean join(Thread thread, Duration limit) {
    if (thread == Thread.currentThread()) {
      return false;
    }
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      while (thread.isAlive()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          // Rounded up: join(0) would wait for ever.
          thread.join(left / 1_000_000 + 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
