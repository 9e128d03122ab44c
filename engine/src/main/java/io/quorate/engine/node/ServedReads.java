package io.quorate.engine.node;

import io.quorate.engine.environment.Environment.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One partition's reads whose queries the apply lane may run: between the event loop, which adds
 * and expires, and the lane. However many there are, the lane has one task for all of them, and
 * what has expired is let go, so that a lane that stands still holds nothing more.
 */
final class ServedReads {
  private final Lane lane;
  private final BooleanSupplier halfApplied;
  private final ArrayDeque<ReadCall<?>> ready = new ArrayDeque<>();
  private ReadCall<?> running;
  private boolean handed;
  private volatile boolean waits;

  ServedReads(Lane lane, BooleanSupplier halfApplied) {
    this.lane = lane;
    this.halfApplied = halfApplied;
  }

  /** On the loop, after every step: also to go on with what was held back. */
  synchronized void add(List<ReadCall<?>> calls) {
    ready.addAll(calls);
    waits = !ready.isEmpty();
    if (!ready.isEmpty() && !handed) {
      handed = true;
      lane.execute(this::serve);
    }
  }

  /** On the lane. */
  private void serve() {
    for (ReadCall<?> call = next(); call != null; call = next()) {
      call.serve();
    }
  }

  private synchronized ReadCall<?> next() {
    running = halfApplied.getAsBoolean() ? null : ready.poll();
    handed = running != null;
    waits = !ready.isEmpty();
    return running;
  }

  /** Whether some are held back, or have not had their turn. */
  boolean waits() {
    return waits;
  }

  /** On the loop: takes out those whose time is over, also one whose query runs. */
  synchronized List<ReadCall<?>> expired(long now) {
    List<ReadCall<?>> expired = new ArrayList<>();
    ready.removeIf(call -> call.deadline() <= now && expired.add(call));
    if (running != null && running.deadline() <= now) {
      expired.add(running);
    }
    return expired;
  }

  /** When {@link #expired} is due. */
  synchronized long nextExpiry() {
    long next = running == null || running.isDone() ? Long.MAX_VALUE : running.deadline();
    for (ReadCall<?> call : ready) {
      next = Math.min(next, call.deadline());
    }
    return next;
  }
}
