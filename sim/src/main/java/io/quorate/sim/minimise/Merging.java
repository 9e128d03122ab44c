package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;

/** Has one element do the work of two. */
final class Merging {
  private final Search search;

  Merging(Search search) {
    this.search = search;
  }

  /** Until no two can be merged. Says whether any were. */
  boolean pairs() {
    boolean any = false;
    boolean merged = true;
    while (merged && !search.exhausted()) {
      merged = search.takeFirst("two elements merged", candidates(search.best())) >= 0;
      any |= merged;
    }
    return any;
  }

  private static List<Schedule> candidates(Schedule schedule) {
    List<Record> all = Elements.of(schedule);
    List<Schedule> candidates = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      for (int j = i + 1; j < all.size(); j++) {
        for (Record merged : merged(all.get(i), all.get(j))) {
          List<Record> rest = new ArrayList<>(all);
          rest.set(i, merged);
          rest.remove(j);
          candidates.add(Elements.with(schedule, rest));
        }
      }
    }
    return candidates;
  }

  private static List<Record> merged(Record one, Record two) {
    List<Record> merged = new ArrayList<>();
    if (one instanceof Call a && two instanceof Call b && a.partition() == b.partition()) {
      int count = a.count() + b.count();
      merged.add(Records.with(a, "count", count));
      merged.add(Records.with(b, "count", count));
    } else if (one instanceof Fault a && two instanceof Fault b) {
      together(a, b, merged);
      long until = Math.max(a.at() + a.duration(), b.at() + b.duration()) - a.at();
      if (a.kind() == b.kind() && until > a.duration()) {
        merged.add(Records.with(a, "duration", until));
      }
    }
    return merged;
  }

  /** Two nodes that fall in turn fall at once. */
  private static void together(Fault a, Fault b, List<Record> merged) {
    FaultKind many = several(a.kind());
    if (many == null || many != several(b.kind()) || nodes(a) == nodes(b)) {
      return;
    }
    int mask = nodes(a) | nodes(b);
    long duration = Math.max(a.duration(), b.duration());
    merged.add(Records.with(a, "kind", many, "mask", mask, "duration", duration));
    merged.add(Records.with(b, "kind", many, "mask", mask, "duration", duration));
  }

  private static FaultKind several(FaultKind kind) {
    return switch (kind) {
      case CRASH, CRASH_MANY, CLOSE -> FaultKind.CRASH_MANY;
      case POWER_LOSS, POWER_LOSS_MANY -> FaultKind.POWER_LOSS_MANY;
      case ISOLATE, PARTITION -> FaultKind.PARTITION;
      default -> null;
    };
  }

  private static int nodes(Fault fault) {
    return switch (fault.kind()) {
      case CRASH_MANY, POWER_LOSS_MANY, PARTITION -> fault.mask();
      default -> fault.node() == 0 ? 0 : NodeMask.of(fault.node());
    };
  }
}
