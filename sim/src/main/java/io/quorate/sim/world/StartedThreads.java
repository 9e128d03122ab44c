package io.quorate.sim.world;

import java.util.Optional;
import java.util.concurrent.ForkJoinPool;

/**
 * Notices threads that somebody else's code starts while it runs under simulation. What such a
 * thread does depends on real time, so that no run could be repeated. Works where the simulation
 * has a thread group of its own.
 */
public final class StartedThreads {
  private static final int SOME = 8;

  private final int pooled = ForkJoinPool.commonPool().getPoolSize();

  /** Begins to look, before the code is called. */
  public StartedThreads() {}

  /**
   * Ends the run if there are others now.
   *
   * @param world the run's
   * @param whose what was called, as the report is to name it
   * @param what which call
   */
  public void failIfAny(World world, String whose, String what) {
    found()
        .ifPresent(thread -> world.fail(
            "U1",
            -1,
            whose + " has started a thread (" + thread + ") at " + what
                + ". What another thread does depends on real time, so no run could be repeated"));
  }

  /**
   * Looks whether there are others now.
   *
   * @return the name of one; empty if there are none
   */
  public Optional<String> found() {
    Thread[] threads = new Thread[SOME];
    int count = Thread.currentThread().getThreadGroup().enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i] != Thread.currentThread()) {
        return Optional.of(threads[i].getName());
      }
    }
    return ForkJoinPool.commonPool().getPoolSize() > pooled
        ? Optional.of("one of the common pool")
        : Optional.empty();
  }
}
