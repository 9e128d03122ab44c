package io.quorate.engine.node;

import io.quorate.engine.environment.Environment.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * One partition's reads whose queries the apply lane may run: between the event loop, which adds
 * and expires, and the lane. However many there are, the lane has one task at a time for all of
 * them, which ends with those that were there when it began, because others share the lane; and
 * what has expired is let go, so that a lane that stands still holds nothing more.
 */
final class ServedReads {
  private final Lane lane;
  private final BooleanSupplier mayRead;
  private final BooleanSupplier leaseHolds;
  private final ArrayDeque<ReadCall<?>> ready = new ArrayDeque<>();
  private ReadCall<?> running;
  private boolean runningExpired;
  private boolean handed;
  private volatile boolean waits;

  /**
   * All are asked on the lane, before each query: whether anything may be read now, and whether
   * what rests on the lease may.
   */
  ServedReads(Lane lane, BooleanSupplier mayRead, BooleanSupplier leaseHolds) {
    this.lane = lane;
    this.mayRead = mayRead;
    this.leaseHolds = leaseHolds;
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
    int left = waiting();
    ReadCall<?> call = next(left);
    while (call != null) {
      // However long the lane was held up: time is looked at now.
      if (call.byLease() && !leaseHolds.getAsBoolean()) {
        call.leaseIsOver();
      } else {
        call.serve();
      }
      left--;
      call = next(left);
    }
  }

  private synchronized int waiting() {
    return ready.size();
  }

  /** The next to run in this task; null at its end, when the lane has another if that may go on. */
  private synchronized ReadCall<?> next(int left) {
    runningExpired = false;
    boolean may = mayRead.getAsBoolean();
    running = may && left > 0 ? ready.poll() : null;
    waits = !ready.isEmpty();
    handed = running != null || may && waits;
    if (running == null && handed) {
      lane.execute(this::serve);
    }
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
    if (running != null && running.deadline() <= now && !runningExpired) {
      runningExpired = true; // once: it ends when its refusal is told, or before
      expired.add(running);
    }
    return expired;
  }

  /** When {@link #expired} is due. */
  synchronized long nextExpiry() {
    long next = running == null || runningExpired ? Long.MAX_VALUE : running.deadline();
    for (ReadCall<?> call : ready) {
      next = Math.min(next, call.deadline());
    }
    return next;
  }
}
