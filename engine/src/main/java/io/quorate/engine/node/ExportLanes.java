package io.quorate.engine.node;

import io.quorate.engine.environment.Environment;
import io.quorate.engine.environment.Environment.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where applications write their states: one after the other, for all partitions of a node. One
 * that hangs keeps its thread, and the others go on with another, a few times: if more hang, it is
 * not one partition's application, but what all share, a disk perhaps, and more threads would make
 * it worse. Thread-safe.
 */
final class ExportLanes {
  /** All together. */
  static final int MAX_LANES = 3;

  private final Environment environment;
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  /** The last is where the next export runs; before it, those where one hangs. */
  private final List<Lane> lanes = new ArrayList<>();

  private Runnable running;
  private int started;
  private boolean closed;

  ExportLanes(Environment environment) {
    this.environment = environment;
    startLane();
  }

  synchronized void execute(Runnable export) {
    waiting.add(export);
    hand(current());
  }

  private void startLane() {
    lanes.add(environment.startLane("exports-" + started++));
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

  /** An export does not come to an end: nobody waits for it any more, if there can be a lane. */
  synchronized void hangs(Runnable export) {
    if (running == export && !closed && lanes.size() < MAX_LANES) {
      running = null;
      startLane();
      waiting.forEach(one -> hand(current()));
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
