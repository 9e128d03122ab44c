package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The elements of a schedule as one list: triggers first, then faults and calls by time. */
final class Elements {
  private Elements() {}

  static List<Record> of(Schedule schedule) {
    List<Record> timed = new ArrayList<>(schedule.faults());
    timed.addAll(schedule.calls());
    timed.sort(Comparator.comparingLong(Elements::at));
    List<Record> all = new ArrayList<>(schedule.triggers());
    all.addAll(timed);
    return all;
  }

  /** Microseconds; 0 for a trigger. */
  static long at(Record element) {
    if (element instanceof Fault fault) {
      return fault.at();
    }
    return element instanceof Call call ? call.at() : 0;
  }

  /** The same schedule with these elements, in any order. */
  static Schedule with(Schedule schedule, List<Record> elements) {
    List<Fault> faults = new ArrayList<>();
    List<Trigger> triggers = new ArrayList<>();
    List<Call> calls = new ArrayList<>();
    for (Record element : elements) {
      if (element instanceof Fault fault) {
        faults.add(fault);
      } else if (element instanceof Trigger trigger) {
        triggers.add(trigger);
      } else {
        calls.add((Call) element);
      }
    }
    faults.sort(Comparator.comparingLong(Fault::at));
    calls.sort(Comparator.comparingLong(Call::at));
    return schedule.withElements(faults, triggers, calls);
  }

  /** Without those from an index up to another. */
  static Schedule without(Schedule schedule, List<Record> elements, int from, int to) {
    List<Record> rest = new ArrayList<>(elements.subList(0, from));
    rest.addAll(elements.subList(to, elements.size()));
    return with(schedule, rest);
  }

  static Schedule without(Schedule schedule, Predicate<Record> dropped) {
    List<Record> rest = new ArrayList<>(of(schedule));
    rest.removeIf(dropped);
    return with(schedule, rest);
  }

  /** With one element in the place of another. */
  static Schedule replaced(Schedule schedule, int index, Record by) {
    List<Record> all = of(schedule);
    all.set(index, by);
    return with(schedule, all);
  }

  static Schedule seeded(Schedule schedule, long seed) {
    return Records.with(schedule, "seed", seed);
  }
}
