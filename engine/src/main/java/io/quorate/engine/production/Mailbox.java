package io.quorate.engine.production;

import java.util.ArrayDeque;

/**
 * A bounded queue with one taker, who takes all that waits at once by exchanging the queue for an
 * empty one. So the lock is held for moments, and a taker that is behind meets those who add once
 * per batch and not once per item.
 */
final class Mailbox<T> {
  private final int capacity;
  private final Doorbell bell = new Doorbell();
  private final Object lock = new Object();

  /** Guarded by the lock. */
  private ArrayDeque<T> waiting = new ArrayDeque<>();

  /** Written with the lock held, so that nothing is added after the close. */
  private volatile boolean closed;

  Mailbox(int capacity) {
    this.capacity = capacity;
  }

  /** Any thread; false, and nothing added, if it is full or closed. */
  boolean offer(T item) {
    synchronized (lock) {
      if (closed || waiting.size() >= capacity) {
        return false;
      }
      waiting.add(item);
    }
    bell.ring();
    return true;
  }

  /**
   * The taker's: waits until there is something, or the mailbox has been closed.
   *
   * @param emptied to be filled next
   * @return what waited; empty only after the close
   */
  ArrayDeque<T> await(ArrayDeque<T> emptied) {
    while (true) {
      bell.answer();
      ArrayDeque<T> taken = take(emptied);
      if (!taken.isEmpty() || closed) {
        return taken;
      }
      emptied = taken;
      bell.await();
    }
  }

  /** The taker's: what waits at present, perhaps nothing. */
  ArrayDeque<T> take(ArrayDeque<T> emptied) {
    synchronized (lock) {
      ArrayDeque<T> taken = waiting;
      waiting = emptied;
      return taken;
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** Any thread: nothing is added any more. What waits stays for the taker. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
    bell.ring();
  }
}
