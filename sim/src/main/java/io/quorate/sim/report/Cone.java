package io.quorate.sim.report;

import io.quorate.sim.world.Event;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The backward causal cone of an event: all from which it follows, over members' own order,
 * messages, completed writes and faults. Messages that changed nothing are passed over, because
 * everything follows from everybody's heartbeats. Limited to so many events and so much time, the
 * latest first.
 */
final class Cone {
  private final TraceModel model;
  private final Causes causes;
  private final BitSet in = new BitSet();
  private final boolean cut;

  Cone(TraceModel model, Causes causes, int from, int maxEvents, long maxNanos) {
    this.model = model;
    this.causes = causes;
    this.cut = grow(from, maxEvents, maxNanos);
  }

  private boolean grow(int from, int maxEvents, long maxNanos) {
    if (from < 0) {
      return false;
    }
    PriorityQueue<Integer> open = new PriorityQueue<>(Collections.reverseOrder());
    BitSet seen = new BitSet();
    open.add(from);
    seen.set(from);
    long earliest = model.entry(from).time() - maxNanos;
    int shown = 0;
    while (!open.isEmpty()) {
      int next = open.poll();
      if (shown >= maxEvents || model.entry(next).time() < earliest) {
        return true;
      }
      in.set(next);
      shown += model.isRoutine(next) ? 0 : 1;
      follow(causes.before(next), open, seen);
      Event event = model.entry(next).event();
      // What a frame carries for others is no reason for what was heard of it.
      if (event != Event.FRAME && !(event == Event.HANDLE && model.isRoutine(next))) {
        for (int cause : causes.others(next)) {
          follow(cause, open, seen);
        }
      }
    }
    return false;
  }

  private void follow(int cause, PriorityQueue<Integer> open, BitSet seen) {
    if (cause >= 0 && !seen.get(cause) && concerns(model.entry(cause).partition())) {
      seen.set(cause);
      open.add(cause);
    }
  }

  /** Groups share disks and frames, and nothing else. */
  private boolean concerns(int partition) {
    return partition < 0 || model.partition() < 0 || partition == model.partition();
  }

  boolean contains(int position) {
    return in.get(position);
  }

  /** Whether there would be more without the limits. */
  boolean isCut() {
    return cut;
  }

  /** All of it, in order. */
  List<Integer> positions() {
    List<Integer> positions = new ArrayList<>();
    in.stream().forEach(positions::add);
    return positions;
  }

  /** What is worth being told, in order. */
  List<Integer> told() {
    return positions().stream().filter(p -> !model.isRoutine(p)).toList();
  }
}
