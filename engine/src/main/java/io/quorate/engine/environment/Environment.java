package io.quorate.engine.environment;

/**
 * What surrounds one node. The engine takes time, threads and randomness from here and from nowhere
 * else, so that a simulator that implements this interface decides the course of a run completely.
 *
 * <p>Thread-safe, except for the handles that it returns, which say so themselves.
 */
public interface Environment {

  /**
   * The monotonic clock: for all timeouts.
   *
   * @return nanoseconds since an arbitrary origin; never goes back, and is compared by subtraction
   */
  long nanoTime();

  /**
   * The wall clock, which may jump either way: for the hybrid logical clock, and to see whether the
   * monotonic clock goes on as it does. Nothing is measured by it.
   *
   * @return milliseconds since 1970-01-01T00:00Z
   */
  long wallMillis();

  /**
   * Starts an event loop: something that runs {@code turn} again and again, never twice at once.
   *
   * @param name for threads and traces, such as {@code loop-0}
   * @param turn does all that is to be done at present; must not block
   * @return the handle by which turns are asked for
   */
  EventLoop startLoop(String name, Runnable turn);

  /**
   * Starts a lane: something that runs tasks one at a time in the order given. Tasks may block;
   * they hold up their own lane only.
   *
   * @param name for threads and traces, such as {@code apply-0}
   * @return the lane
   */
  Lane startLane(String name);

  /**
   * A stream of random numbers of its own, so that a new consumer does not shift the numbers that
   * others draw.
   *
   * @param stream names the consumer, such as {@code election/3}
   * @return the stream; to be used by one thread at a time
   */
  RandomSource random(String stream);

  /** Asks for turns of a loop. */
  interface EventLoop extends AutoCloseable {
    /** Asks for a turn soon. Any thread. Several requests before the turn begins are one. */
    void signal();

    /**
     * Asks for a turn at a time; replaces the time asked for before. Only from within a turn.
     *
     * @param nanoTime by {@link Environment#nanoTime}
     */
    void wakeAt(long nanoTime);

    /**
     * Ends the loop after the present turn, and waits for that, unless called from within a turn.
     * Idempotent.
     */
    @Override
    void close();
  }

  /** Runs tasks in order. */
  interface Lane extends AutoCloseable {
    /**
     * Adds a task. Any thread. After close it does nothing.
     *
     * @param task may block, must not throw
     */
    void execute(Runnable task);

    /**
     * Drops the tasks that have not begun, and waits a bounded time for the one that has.
     * Idempotent.
     */
    @Override
    void close();
  }

  /** Random numbers. */
  interface RandomSource {
    /**
     * The next number.
     *
     * @param bound above 0
     * @return uniform from 0 to {@code bound - 1}
     */
    long nextLong(long bound);
  }
}
