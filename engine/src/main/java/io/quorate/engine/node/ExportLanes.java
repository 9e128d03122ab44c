package io.quorate.engine.node;

import io.quorate.engine.environment.Environment;
import io.quorate.engine.environment.Environment.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where applications write their states: one after the other, for all partitions of a node. One
 * that hangs keeps its thread, and the others go on with another. So there are never more threads
 * than one, and one for each partition whose application hangs. Thread-safe.
 */
final class ExportLanes {
  private static final String NAME = "exports";

  private final Environment environment;
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  /** The last is where the next export runs; before it, those where one hangs. */
  private final List<Lane> lanes = new ArrayList<>();

  private Runnable running;
  private boolean closed;

  ExportLanes(Environment environment) {
    this.environment = environment;
    lanes.add(environment.startLane(NAME));
  }

  synchronized void execute(Runnable export) {
    waiting.add(export);
    hand(current());
  }

  private Lane current() {
    return lanes.get(lanes.size() - 1);
  }

  private void hand(Lane lane) {
    lane.execute(() -> runNext(lane));
  }

  private void runNext(Lane lane) {
    Runnable next;
    synchronized (this) {
      next = lane == current() ? waiting.poll() : null;
      if (next == null) {
        return;
      }
      running = next;
    }
    next.run();
    synchronized (this) {
      if (lane == current()) {
        running = null;
        return;
      }
      lanes.remove(lane); // it hung, and came back
    }
    lane.close();
  }

  /** An export does not come to an end: nobody waits for it any more. */
  synchronized void hangs(Runnable export) {
    if (running == export && !closed) {
      running = null;
      Lane next = environment.startLane(NAME);
      lanes.add(next);
      waiting.forEach(one -> hand(next));
    }
  }

  /** Drops what waits, and gives what runs the time that a lane gives. */
  void close() {
    List<Lane> all;
    synchronized (this) {
      closed = true;
      waiting.clear();
      all = List.copyOf(lanes);
    }
    all.forEach(Lane::close);
  }
}
