package io.quorate.engine.production;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread, the owner, waits here until another rings. Several rings before the owner answers are
 * one, and a ring while the owner is busy costs no system call.
 *
 * <p>Nothing is missed: who rings has put its work where the owner will look, and the owner answers
 * before it looks.
 */
final class Doorbell {
  /** The owner is busy and has seen all that was rung for. */
  private static final int QUIET = 0;
  /** Somebody rang; the owner has not answered yet. */
  private static final int RUNG = 1;
  /** The owner is about to park, or parked. */
  private static final int WAITING = 2;

  private final AtomicInteger state = new AtomicInteger(QUIET);
  private volatile Thread owner;

  /** Any thread. */
  void ring() {
    if (state.get() != RUNG && state.getAndSet(RUNG) == WAITING) {
      LockSupport.unpark(owner);
    }
  }

  /** The owner begins to look for work. */
  void answer() {
    state.set(QUIET);
  }

  /** The owner waits until somebody rings. */
  void await() {
    if (beginWait()) {
      while (state.get() == WAITING) {
        LockSupport.park(this);
        Thread.interrupted(); // left behind by a task, it would turn parking into spinning
      }
    }
  }

  /** The owner waits until somebody rings or a time by {@link System#nanoTime} is reached. */
  void awaitUntil(long deadline) {
    if (beginWait()) {
      while (state.get() == WAITING) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        Thread.interrupted(); // left behind by a task, it would turn parking into spinning
      }
    }
  }

  private boolean beginWait() {
    owner = Thread.currentThread();
    return state.compareAndSet(QUIET, WAITING);
  }
}
