package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves elements out: whole classes first, then chunks of them, until no single one can go (after
 * Zeller and Hildebrandt, <em>Simplifying and Isolating Failure-Inducing Input</em>, 2002).
 */
final class Removal {
  private static final int MANY = 24;
  private static final int TRIES = 4;
  private static final int SEEDS = 16;

  private final Search search;

  Removal(Search search) {
    this.search = search;
  }

  /** All calls at once, all triggers, all faults, all faults of a kind. */
  void classes() {
    drop("without calls", Call.class::isInstance);
    drop("without triggers", Trigger.class::isInstance);
    drop("without faults", Fault.class::isInstance);
    for (FaultKind kind : FaultKind.values()) {
      drop(
          "without faults of kind " + kind,
          element -> element instanceof Fault fault && fault.kind() == kind);
    }
  }

  private void drop(String what, Predicate<Record> dropped) {
    Schedule rest = Elements.without(search.best(), dropped);
    if (rest.elements() < search.best().elements()) {
      search.take(what, rest);
    }
  }

  /**
   * Chunks, until none can go, not even a single element. The chunk grows when one has gone and
   * shrinks when a few have stayed, because how much can go at a time changes on the way. Says
   * whether anything went.
   */
  boolean chunks() {
    return chunks(0, 0);
  }

  /**
   * As long as there are many elements: hundreds of calls are often needed for nothing but the
   * moment that they give the rest, and other noise gives it as well.
   */
  void many() {
    chunks(MANY, SEEDS);
  }

  private boolean chunks(int enough, int seeds) {
    int before = search.best().elements();
    int size = Math.max(1, before / 2);
    int end = before;
    int noise = 0;
    while (size > 0 && search.best().elements() > enough && !search.exhausted()) {
      List<Record> all = Elements.of(search.best());
      size = Math.min(size, Math.max(1, all.size() / 2));
      int windows = (all.size() + size - 1) / size;
      int tries = size == 1 ? windows : Math.min(windows, TRIES);
      List<Schedule> candidates = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < tries; i++) {
        end = end <= 0 ? all.size() : Math.min(end, all.size());
        int start = Math.max(0, end - size);
        Schedule rest = Elements.without(search.best(), all, start, end);
        candidates.add(rest);
        starts.add(start);
        if (seeds > 0) {
          candidates.add(Elements.seeded(rest, 1 + noise++ % seeds));
          starts.add(start);
        }
        end = start;
      }
      int taken = search.takeFirst("without " + elements(size), candidates);
      if (taken >= 0) {
        end = starts.get(taken);
        size *= 2;
      } else {
        size /= 2;
      }
    }
    return search.best().elements() < before;
  }

  /**
   * Leaves elements out under other noise: the present noise may need an element only to bring
   * about what another does by chance. Says whether anything went.
   *
   * @param seeds how many other seeds are tried for each chunk
   */
  boolean underOtherNoise(int seeds) {
    int before = search.best().elements();
    for (int size = Math.max(1, before / 2); size > 0 && !search.exhausted(); size /= 2) {
      boolean again = true;
      while (again && !search.exhausted()) {
        again = passUnderOtherNoise(size, seeds) && size == 1;
      }
    }
    return search.best().elements() < before;
  }

  private boolean passUnderOtherNoise(int size, int seeds) {
    List<Record> all = Elements.of(search.best());
    List<Schedule> candidates = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      for (int end = all.size(); end > 0; end -= size) {
        Schedule rest = Elements.without(search.best(), all, Math.max(0, end - size), end);
        candidates.add(Elements.seeded(rest, seed));
      }
    }
    return search.takeFirst("without " + elements(size) + ", under other noise", candidates) >= 0;
  }

  private static String elements(int count) {
    return count == 1 ? "an element" : count + " elements";
  }
}
