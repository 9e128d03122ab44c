package io.quorate.engine.node;

import io.quorate.engine.environment.Environment;
import io.quorate.engine.environment.Environment.Lane;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells callers their outcomes on a lane of its own, so that a slow application callback cannot
 * keep an answer back. None is lost when the node closes: what the lane has not told, the closing
 * thread tells.
 *
 * <p>What a caller has chained to its future runs on this lane too, and may block in spite of the
 * contract. A lane that has been held for long is replaced by another, of which there are a few; if
 * all are held, answers wait, and {@link #problem} says so.
 */
final class Answers {
  /** For so long a caller's code may hold a lane before another lane goes on. */
  static final long HELD_NANOS = 1_000_000_000L;

  static final int MAX_LANES = 4;

  private static final long IDLE = Long.MAX_VALUE;

  private final Environment environment;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final List<Teller> tellers = new CopyOnWriteArrayList<>();
  private volatile Teller current;
  private boolean closed;

  /** A lane, and since when its present task has held it. */
  private static final class Teller {
    private final Lane lane;
    private volatile long since = IDLE;

    Teller(Lane lane) {
      this.lane = lane;
    }

    boolean isHeld(long now) {
      long began = since;
      return began != IDLE && now - began >= HELD_NANOS;
    }
  }

  Answers(Environment environment) {
    this.environment = environment;
    this.current = new Teller(environment.startLane("answers"));
    tellers.add(current);
  }

  /** Any thread. After the close the task runs at once. */
  void execute(Runnable task) {
    Teller teller = null;
    synchronized (waiting) {
      if (!closed) {
        waiting.add(task);
        teller = current;
      }
    }
    if (teller == null) {
      task.run();
    } else {
      tellOn(teller);
    }
  }

  private void tellOn(Teller teller) {
    teller.lane.execute(() -> tellNext(teller));
  }

  private void tellNext(Teller teller) {
    Runnable task;
    synchronized (waiting) {
      task = waiting.poll();
    }
    if (task != null) {
      teller.since = environment.nanoTime();
      try {
        task.run();
      } finally {
        teller.since = IDLE;
      }
    }
  }

  /** Lets another lane go on if the present one is held. Called again and again; any thread. */
  void watch(long now) {
    if (!current.isHeld(now)) {
      return;
    }
    synchronized (waiting) {
      Teller held = current;
      if (closed || waiting.isEmpty() || !held.isHeld(now)) {
        return;
      }
      Optional<Teller> free = tellers.stream().filter(t -> !t.isHeld(now)).findFirst();
      if (free.isEmpty() && tellers.size() == MAX_LANES) {
        return;
      }
      current = free.orElseGet(
          () -> new Teller(environment.startLane("answers-" + (tellers.size() + 1))));
      if (free.isEmpty()) {
        tellers.add(current);
      }
      // What the held lane was asked to do it finds done, when it is let go.
      for (int i = 0; i < waiting.size(); i++) {
        tellOn(current);
      }
    }
  }

  /** What to tell people while callers' code holds lanes. */
  Optional<String> problem(long now) {
    long held = tellers.stream().filter(teller -> teller.isHeld(now)).count();
    if (held == 0) {
      return Optional.empty();
    }
    return Optional.of("code that the application has chained to a future blocks " + held + " of "
        + MAX_LANES + " threads that tell outcomes"
        + (held == MAX_LANES ? ", and no outcome can be told" : "")
        + ": chain what blocks with an executor of its own, such as by thenAcceptAsync");
  }

  void close() {
    synchronized (waiting) {
      closed = true;
    }
    tellers.forEach(teller -> teller.lane.close());
    Runnable task = waiting.poll();
    while (task != null) {
      task.run();
      task = waiting.poll();
    }
  }
}
