package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out what comes after the violation, and ends the faults soon after it: nothing later can
 * matter, and a run that does not fail is over sooner.
 */
final class TimeCut {
  private static final long MICRO = 1_000;
  private static final long SECOND = 1_000_000;
  private static final long FORMED = 3 * SECOND;

  private final Search search;

  TimeCut(Search search) {
    this.search = search;
  }

  void reduce() {
    dropLater();
    pullEndIn();
  }

  private void dropLater() {
    long micros = search.violation().nanos() / MICRO;
    Schedule best = search.best();
    Schedule cut = Elements.without(
        best, element -> !(element instanceof Trigger) && Elements.at(element) > micros);
    if (cut.elements() < best.elements()) {
      search.take("without all that came after the violation", cut);
    }
  }

  /**
   * A little later than the violation, because with fewer elements it may come a little later; at
   * once if that does not do.
   */
  private void pullEndIn() {
    Schedule best = search.best();
    long micros = search.violation().nanos() / MICRO + 1;
    if (micros >= best.faultsEnd()) {
      long last = Elements.of(best).stream().mapToLong(Elements::at).max().orElse(0);
      for (long after : new long[] {SECOND / 10, SECOND, 4 * SECOND}) {
        if (ending(last + after)) {
          return;
        }
      }
    } else if (!ending(micros + micros / 8 + SECOND)) {
      ending(micros);
    }
    if (search.best().end() > search.best().faultsEnd()) {
      Schedule now = search.best();
      search.take("with an earlier end", Records.with(now, "end", now.faultsEnd()));
    }
  }

  /**
   * Moves everything to soon after the cluster has formed, under the present noise and under some
   * others. Says whether it could be moved.
   */
  boolean moveEarlier(int seeds) {
    Schedule best = search.best();
    long first = Elements.of(best).stream()
        .filter(element -> !(element instanceof Trigger))
        .mapToLong(Elements::at)
        .min()
        .orElse(0);
    long by = first - FORMED;
    if (by <= FORMED || best.traffic().clients() > 0) {
      return false;
    }
    List<Record> moved = new ArrayList<>();
    for (Record element : Elements.of(best)) {
      moved.add(
          element instanceof Trigger
              ? element
              : Records.with(element, "at", Elements.at(element) - by));
    }
    long end = Math.max(0, best.faultsEnd() - by);
    Schedule earlier = Records.with(
        Elements.with(best, moved), "faultsEnd", end, "end", Math.max(end, best.end() - by));
    List<Schedule> candidates = new ArrayList<>();
    candidates.add(earlier);
    for (int seed = 1; seed <= seeds; seed++) {
      candidates.add(Elements.seeded(earlier, seed));
    }
    return search.takeFirst("with everything " + Explanation.duration(by) + " earlier", candidates)
        >= 0;
  }

  private boolean ending(long faultsEnd) {
    Schedule best = search.best();
    return faultsEnd < best.faultsEnd()
        && search.take(
            "with an earlier end of all faults",
            Records.with(best, "faultsEnd", faultsEnd, "end", faultsEnd + SECOND));
  }
}
