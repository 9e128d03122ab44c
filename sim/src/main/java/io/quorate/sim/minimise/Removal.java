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
  private static final int SMALLEST_PART = 16;
  private static final int THROWS = 60;

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
   * Large parts, as long as there are many elements: hundreds of calls are often needed for nothing
   * but the moment that they give the rest. Whatever goes, the noise falls differently from there
   * on, so that a part as large as a half has about the same chance as a small one; what helps is
   * to throw the dice often, under other seeds.
   */
  void many() {
    int size = search.best().elements() / 2;
    while (search.best().elements() > MANY && !search.exhausted()) {
      int elements = search.best().elements();
      size = Math.min(size, elements / 2);
      if (size < elements / SMALLEST_PART) {
        return;
      }
      boolean gone = search.takeFirst("without a part of " + elements(size), parts(size)) >= 0;
      size = gone ? elements / 2 : size / 2;
    }
  }

  /**
   * Stretches of time, and every so manieth element; under the present noise, then under others.
   */
  private List<Schedule> parts(int size) {
    Schedule best = search.best();
    List<Record> all = Elements.of(best);
    List<Schedule> parts = new ArrayList<>();
    for (int end = all.size(); end > 0; end -= size) {
      parts.add(Elements.without(best, all, Math.max(0, end - size), end));
    }
    int stride = all.size() / size;
    for (int first = 0; first < stride; first++) {
      List<Record> rest = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if (i % stride != first) {
          rest.add(all.get(i));
        }
      }
      parts.add(Elements.with(best, rest));
    }
    List<Schedule> candidates = new ArrayList<>(parts);
    for (int seed = 1; candidates.size() < THROWS; seed++) {
      for (Schedule part : parts) {
        candidates.add(Elements.seeded(part, seed));
      }
    }
    return candidates;
  }

  /**
   * Chunks that become smaller, until not even a single element can go. Says whether anything went.
   */
  boolean chunks() {
    int before = search.best().elements();
    int size = Math.max(1, before / 2);
    int end = before;
    while (size > 0 && !search.exhausted()) {
      List<Record> all = Elements.of(search.best());
      List<Schedule> candidates = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      // From the end: what came last is most likely not to matter.
      for (int i = 0; i < (all.size() + size - 1) / size; i++) {
        end = end <= 0 ? all.size() : Math.min(end, all.size());
        int start = Math.max(0, end - size);
        candidates.add(Elements.without(search.best(), all, start, end));
        starts.add(start);
        end = start;
      }
      int taken = search.takeFirst("without " + elements(size), candidates);
      if (taken >= 0) {
        end = starts.get(taken);
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
