package io.quorate.sim.report;

import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What lasts: faults, and the times in which a node was down or stood still. */
final class Spans {
  private static final long MICRO = 1_000;

  /**
   * Something that lasts.
   *
   * @param kind {@code fault}, {@code down} or {@code paused}
   * @param label for people
   * @param from virtual nanoseconds
   * @param to virtual nanoseconds
   * @param nodes whom it concerns: bit 0 is node 1; 0 for all
   * @param position where in the trace it begins
   */
  record Span(String kind, String label, long from, long to, int nodes, int position) {}

  private final List<Span> all = new ArrayList<>();

  Spans(TraceModel model) {
    long end = model.endTime();
    long healed = end;
    int[] stopped = new int[model.nodes() + 1];
    int[] paused = new int[model.nodes() + 1];
    Arrays.fill(paused, -1);
    for (int i = 0; i < model.size(); i++) {
      Entry entry = model.entry(i);
      int node = entry.node();
      switch (entry.event()) {
        case HEAL -> healed = Math.min(healed, entry.time());
        case BOOT -> {
          add("down", stopped[node], i, model, node);
          stopped[node] = -1;
        }
        case CRASH, POWER_LOSS, CLOSE -> {
          if (stopped[node] < 0) {
            stopped[node] = i;
          }
          add("paused", paused[node], i, model, node);
          paused[node] = -1;
        }
        case PAUSE -> paused[node] = i;
        case RESUME -> {
          add("paused", paused[node], i, model, node);
          paused[node] = -1;
        }
        default -> {}
      }
    }
    for (int node = 1; node <= model.nodes(); node++) {
      add("down", stopped[node], model.end(), model, node);
      add("paused", paused[node], model.end(), model, node);
    }
    faults(model, healed);
  }

  private void add(String kind, int from, int to, TraceModel model, int node) {
    if (from >= 0 && to > from && node > 0) {
      Entry begin = model.entry(from);
      String label = from == 0 && begin.node() != node
          ? "not started"
          : begin.event().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      long time = label.equals("not started") ? 0 : begin.time();
      all.add(new Span(kind, label, time, model.entry(to).time(), NodeMask.of(node), from));
    }
  }

  private void faults(TraceModel model, long healed) {
    for (int i = 0; i < model.size(); i++) {
      Entry entry = model.entry(i);
      if (entry.event() == Event.FAULT && entry.detail() instanceof Fault fault) {
        long to = entry.time() + fault.duration() * MICRO;
        boolean ends = entry.time() < healed;
        all.add(new Span(
            "fault",
            FaultWords.words(fault, model.nodes()),
            entry.time(),
            Math.max(entry.time(), ends ? Math.min(to, healed) : to),
            FaultWords.nodes(fault, struck(model, i)),
            i));
      }
    }
  }

  /** The leader that a fault looked for and found; 0 if it found none or looked for none. */
  private static int struck(TraceModel model, int position) {
    long time = model.entry(position).time();
    for (int i = position; i < model.size() && model.entry(i).time() == time; i++) {
      if (model.entry(i).event() == Event.HIT) {
        return model.entry(i).node();
      }
    }
    return 0;
  }

  List<Span> all() {
    return all;
  }
}
