package io.quorate.sim.world;

import java.util.Optional;

/**
 * Virtual time. Events run one after the other on the caller's thread, ordered by (time, order of
 * scheduling), and the clock jumps from one to the next, so that idle time costs nothing.
 */
public final class World {
  private static final int TRACE_SHOWN = 30;

  private final EventHeap heap = new EventHeap();
  private final Streams streams;
  private final Digest digest;
  private final Trace trace;
  private final boolean tracesAll;
  private final Counters counters = new Counters();
  private long now;
  private long sequence;
  private long executed;
  private InvariantViolation violation;

  /**
   * Begins at time 0.
   *
   * @param seed of all random streams
   */
  public World(long seed) {
    this(seed, Trace.SHORT);
  }

  /**
   * Begins at time 0.
   *
   * @param seed of all random streams
   * @param traceCapacity how many events the trace remembers
   */
  public World(long seed, int traceCapacity) {
    this.trace = new Trace(traceCapacity);
    this.tracesAll = trace.remembersAll();
    this.streams = new Streams(seed);
    this.digest = new Digest(seed);
  }

  /**
   * The virtual time.
   *
   * @return nanoseconds since the beginning
   */
  public long now() {
    return now;
  }

  /**
   * Random streams.
   *
   * @return the run's
   */
  public Streams streams() {
    return streams;
  }

  /**
   * What happened how often.
   *
   * @return the run's
   */
  public Counters counters() {
    return counters;
  }

  /**
   * Counts something.
   *
   * @param mark what
   */
  public void count(Mark mark) {
    counters.add(mark, 1);
  }

  /**
   * Schedules an event.
   *
   * @param delay nanoseconds from now, at least 0
   * @param action what happens
   */
  public void after(long delay, Runnable action) {
    at(now + delay, action);
  }

  /**
   * Schedules an event.
   *
   * @param time at least the present
   * @param action what happens
   */
  public void at(long time, Runnable action) {
    if (time < now) {
      throw new IllegalArgumentException(
          "an event at " + time + " would lie before the present " + now);
    }
    heap.add(time, sequence++, action);
  }

  /**
   * Runs events until a time, the first violation, or until none is left.
   *
   * @param time the clock shows this at the end, unless there is a violation
   */
  public void runUntil(long time) {
    while (violation == null && !heap.isEmpty() && heap.nextTime() <= time) {
      step();
    }
    if (violation == null) {
      now = Math.max(now, time);
    }
  }

  private void step() {
    now = heap.nextTime();
    executed++;
    Runnable action = heap.take();
    try {
      action.run();
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      thrown(e);
    }
  }

  /** The engine has thrown what nothing in it catches. */
  void thrown(Throwable e) {
    fail("X1", -1, "an event threw " + withPlace(e));
  }

  /** What was thrown, and where. */
  static String withPlace(Throwable e) {
    StackTraceElement[] stack = e.getStackTrace();
    return stack.length == 0 ? e.toString() : e + " at " + stack[0];
  }

  /**
   * How many events have run.
   *
   * @return from 0
   */
  public long executed() {
    return executed;
  }

  /**
   * Records that something happened, in the trace and in the digest.
   *
   * @param event what
   * @param node where; 0 for everywhere
   * @param partition in which group; -1 for none
   * @param a a number, see {@link Event}
   * @param b another
   */
  public void record(Event event, int node, int partition, long a, long b) {
    note(event, node, partition, a, b, null);
    digest.add(now);
    digest.add((long) event.ordinal() << 48 ^ (long) node << 32 ^ partition);
    digest.add(a);
    digest.add(b);
  }

  /**
   * Records something in the trace alone.
   *
   * @param event what
   * @param node where; 0 for everywhere
   * @param partition in which group; -1 for none
   * @param a a number, see {@link Event}
   * @param b another
   * @param detail its text is shown; null for none; must not change later
   */
  public void note(Event event, int node, int partition, long a, long b, Object detail) {
    trace.add(now, event, node, partition, a, b, detail);
  }

  /**
   * Whether somebody wants a full trace: what is costly to tell is told only then.
   *
   * @return true in a run for a report
   */
  public boolean tracesAll() {
    return tracesAll;
  }

  /**
   * Reports a violation. The first one counts: it ends the run after the present event. It is not
   * thrown, because what is simulated might catch it.
   *
   * @param invariant its id
   * @param partition in which group; -1 for none
   * @param story one sentence
   */
  public void fail(String invariant, int partition, String story) {
    if (violation == null) {
      violation = new InvariantViolation(invariant, partition, now, story, trace.last(TRACE_SHOWN));
      if (tracesAll) {
        note(Event.VIOLATION, 0, partition, 0, 0, violation);
      }
    }
  }

  /**
   * The first violation.
   *
   * @return empty as long as all is well
   */
  public Optional<InvariantViolation> violation() {
    return Optional.ofNullable(violation);
  }

  /**
   * The trace.
   *
   * @return the run's
   */
  public Trace trace() {
    return trace;
  }

  /**
   * The digest of all recorded events and of the number of events that ran.
   *
   * @return equal for equal runs
   */
  public long digest() {
    return Digest.combine(digest.value(), executed);
  }
}
