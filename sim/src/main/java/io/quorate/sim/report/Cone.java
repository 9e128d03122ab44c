package io.quorate.sim.report;

import io.quorate.sim.world.Event;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The backward causal cone of an event: all from which it follows, over members' own order,
 * messages, completed writes and faults. Messages that changed nothing and led to nothing are
 * passed over, because everything follows from everybody's heartbeats. Limited to so many events
 * and so much time, the latest first.
 */
final class Cone {
  private final TraceModel model;
  private final Causes causes;
  private final BitSet in = new BitSet();

  /** Beats that matter after all, because something follows from the very message. */
  private final BitSet needed = new BitSet();

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
    follow(from, open, seen);
    if (model.isLiveness()) {
      // What has not happened follows from no event: all that the members did last is told.
      for (int node = 1; node <= model.nodes(); node++) {
        follow(causes.last(node, model.partition()), open, seen);
      }
    }
    long earliest = model.entry(from).time() - maxNanos;
    int shown = 0;
    while (!open.isEmpty()) {
      int next = open.poll();
      if (shown >= maxEvents || model.entry(next).time() < earliest) {
        return true;
      }
      in.set(next);
      shown += isWorthTelling(next) ? 1 : 0;
      follow(causes.before(next), open, seen);
      Event event = model.entry(next).event();
      // What a frame carries for others is no reason for what was heard of it.
      if (event != Event.FRAME && !(event == Event.HANDLE && !isWorthTelling(next))) {
        for (int cause : causes.others(next)) {
          need(cause);
          follow(cause, open, seen);
        }
      }
    }
    return false;
  }

  /** An answer follows from what was heard in the same step, be it a beat. */
  private void need(int cause) {
    if (model.entry(cause).event() != Event.SEND) {
      return;
    }
    needed.set(cause);
    for (int i = cause - 1; i >= 0 && model.isSameStep(i, cause); i--) {
      if (model.entry(i).event() == Event.HANDLE) {
        needed.set(i);
      }
    }
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

  /** Whether an event is no mere beat, or one that matters here. */
  boolean isWorthTelling(int position) {
    return needed.get(position) || !model.isRoutine(position);
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
    return positions().stream().filter(this::isWorthTelling).toList();
  }
}
