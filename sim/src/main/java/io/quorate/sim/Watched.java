package io.quorate.sim;

import io.quorate.LogEntry;
import io.quorate.StateMachine;
import java.util.concurrent.ForkJoinPool;

/**
 * A state machine of somebody else, watched for what a simulation cannot follow: threads, whose
 * progress depends on real time. Runs in a thread group of its own, see {@link Watchdog}.
 */
final class Watched implements StateMachine {
  private final StateMachine machine;

  Watched(StateMachine machine) {
    this.machine = machine;
  }

  /** The state machine does what cannot be simulated. */
  static final class ThreadStartedException extends Exception {
    private static final long serialVersionUID = 1L;

    ThreadStartedException(StateMachine machine, LogEntry entry, String thread) {
      super(machine.getClass().getName() + " has started a thread (" + thread
          + ") while it applied entry " + entry.index()
          + ". What another thread does depends on real time, so no run could be repeated: all work"
          + " has to be done in apply");
    }
  }

  @Override
  public Object apply(int partition, LogEntry entry) throws Exception {
    int pooled = ForkJoinPool.commonPool().getPoolSize();
    Object response = machine.apply(partition, entry);
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    Thread[] threads = new Thread[8];
    int count = group.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i] != Thread.currentThread()) {
        throw new ThreadStartedException(machine, entry, threads[i].getName());
      }
    }
    if (ForkJoinPool.commonPool().getPoolSize() > pooled) {
      throw new ThreadStartedException(machine, entry, "one of the common pool");
    }
    return response;
  }
}
