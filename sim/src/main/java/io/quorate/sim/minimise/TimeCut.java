package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;

/**
 * Leaves out what comes after the violation, and ends the faults soon after it: nothing later can
 * matter, and a run that does not fail is over sooner.
 */
final class TimeCut {
  private static final long MICRO = 1_000;
  private static final long SECOND = 1_000_000;

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

  private boolean ending(long faultsEnd) {
    Schedule best = search.best();
    return faultsEnd < best.faultsEnd()
        && search.take(
            "with an earlier end of all faults",
            Records.with(best, "faultsEnd", faultsEnd, "end", faultsEnd + SECOND));
  }
}
