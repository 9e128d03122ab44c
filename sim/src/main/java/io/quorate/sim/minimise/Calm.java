package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings the settings nearer to those of a calm run, which is easier to read and often needs fewer
 * elements.
 */
final class Calm {
  private final Search search;
  private final CalmKnobs values = new CalmKnobs();

  Calm(Search search) {
    this.search = search;
  }

  /** Everything that can be calmed, at once, under the present noise and under some others. */
  void everything(int seeds) {
    Schedule best = search.best();
    Schedule still = best.withKnobs(values.calmed(best.knobs(), CalmKnobs.names(best.knobs())));
    if (onePartition(still).knobs().equals(best.knobs())) {
      return;
    }
    List<Schedule> candidates = new ArrayList<>();
    candidates.add(fewerNodes(onePartition(still)));
    candidates.add(onePartition(still));
    candidates.add(still);
    for (int seed = 1; seed <= seeds; seed++) {
      candidates.add(Elements.seeded(onePartition(still), seed));
    }
    search.takeFirst("with calm settings", candidates);
  }

  /** Group by group, then one by one. */
  void stepwise() {
    search.take("with one partition", onePartition(search.best()));
    search.take("with three nodes", fewerNodes(search.best()));
    Schedule best = search.best();
    search.take(
        "with all nodes healed", Records.with(best, "core", 0, "rest", Schedule.Rest.values()[0]));
    for (List<String> group : CalmKnobs.GROUPS) {
      calm(group);
    }
    for (String name : CalmKnobs.names(search.best().knobs())) {
      calm(List.of(name));
    }
  }

  private void calm(List<String> names) {
    Knobs knobs = search.best().knobs();
    Knobs calmer = values.calmed(knobs, names);
    if (!calmer.equals(knobs)) {
      search.take("with calm " + String.join(", ", names), search.best().withKnobs(calmer));
    }
  }

  /** The violation's partition alone, under the number 1. */
  private Schedule onePartition(Schedule schedule) {
    if (schedule.knobs().partitions() == 1) {
      return schedule;
    }
    int kept = Math.max(1, search.violation().partition());
    List<Record> elements = new ArrayList<>();
    for (Record element : Elements.of(schedule)) {
      if (element instanceof Call call) {
        if (call.partition() == kept) {
          elements.add(Records.with(call, "partition", 1));
        }
      } else if (element instanceof Fault fault && fault.partition() != 0) {
        elements.add(Records.with(fault, "partition", 1));
      } else {
        elements.add(element);
      }
    }
    Schedule one = schedule.withKnobs(Records.with(schedule.knobs(), "partitions", 1));
    return Elements.with(one, elements);
  }

  /** Three nodes instead of more; what spoke of the others speaks of one of the three. */
  private static Schedule fewerNodes(Schedule schedule) {
    int nodes = 3;
    if (schedule.knobs().nodes() <= nodes) {
      return schedule;
    }
    int all = NodeMask.all(nodes);
    List<Record> elements = new ArrayList<>();
    for (Record element : Elements.of(schedule)) {
      if (element instanceof Call call) {
        elements.add(Records.with(call, "node", among(call.node(), nodes)));
      } else if (element instanceof Fault fault) {
        // A set of which nothing is left would be something else than what was asked for.
        if (fault.mask() == 0 || (fault.mask() & all) != 0) {
          elements.add(among(fault, nodes));
        }
      } else if (element instanceof Trigger) {
        elements.add(element);
      }
    }
    Schedule fewer =
        Records.with(schedule, "knobs", Records.with(schedule.knobs(), "nodes", nodes), "core", 0);
    return Elements.with(fewer, elements);
  }

  private static Fault among(Fault fault, int nodes) {
    int all = NodeMask.all(nodes);
    boolean names = fault.kind() == FaultKind.CONFIGURE;
    return Records.with(
        fault,
        "node",
        among(fault.node(), nodes),
        "mask",
        fault.mask() & all,
        "amount",
        names ? fault.amount() & all : fault.amount());
  }

  private static int among(int node, int nodes) {
    return node <= nodes ? node : (node - 1) % nodes + 1;
  }
}
