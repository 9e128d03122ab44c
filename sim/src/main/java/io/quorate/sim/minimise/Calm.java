package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the settings nearer to those of a calm run: usual sizes and times, no noise. A calm run is
 * easier to read, and it often needs fewer elements. A knob that is not known here calms down to
 * zero, which means "off" for every knob that has been added later.
 */
final class Calm {
  private static final List<List<String>> GROUPS = List.of(
      List.of("netLoss", "netDuplicate", "netOrdered", "netMin", "netMax", "netQueueBytes"),
      List.of("slow", "slowLatency", "loopLatency", "laneLatency", "eventLoops", "applyLanes"),
      List.of("applyFailures", "clockSkew", "extremeClocks"),
      List.of(
          "appendMaxBytes",
          "windowMessages",
          "windowBytes",
          "maxEntryBytes",
          "tailCacheBytes",
          "partitionEntries",
          "callTimeout"),
      List.of("diskWrite", "diskSync", "diskComplete", "diskGroup"),
      List.of("heartbeat", "election"));

  private final Search search;
  private final Map<String, Object> calm = new LinkedHashMap<>();

  Calm(Search search) {
    this.search = search;
    calm.put("heartbeat", 200_000L);
    calm.put("election", 1_000_000L);
    calm.put("appendMaxBytes", 512L << 10);
    calm.put("windowMessages", 64);
    calm.put("windowBytes", 8L << 20);
    calm.put("maxEntryBytes", 1L << 20);
    calm.put("tailCacheBytes", 4L << 20);
    calm.put("partitionEntries", 16_384);
    calm.put("callTimeout", 5_000_000L);
    calm.put("eventLoops", 1);
    calm.put("applyLanes", 1);
    calm.put("netMin", 500L);
    calm.put("netMax", 1_000L);
    calm.put("netOrdered", true);
    calm.put("netLoss", 0);
    calm.put("netDuplicate", 0);
    calm.put("netQueueBytes", 64L << 20);
    calm.put("diskWrite", 100L);
    calm.put("diskSync", 5_000L);
    calm.put("diskComplete", 100L);
    calm.put("diskGroup", 16);
    calm.put("loopLatency", 20L);
    calm.put("laneLatency", 20L);
    calm.put("slow", 0);
    calm.put("slowLatency", 100_000L);
    calm.put("applyFailures", 0);
    calm.put("clockSkew", 0L);
    calm.put("extremeClocks", false);
  }

  /** Everything that can be calmed, at once, under the present noise and under some others. */
  void everything(int seeds) {
    Schedule best = search.best();
    Schedule still = best.withKnobs(calmed(best.knobs(), names(best.knobs())));
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
    for (List<String> group : GROUPS) {
      calm(group);
    }
    for (String name : names(search.best().knobs())) {
      calm(List.of(name));
    }
  }

  private void calm(List<String> names) {
    Knobs knobs = search.best().knobs();
    Knobs calmer = calmed(knobs, names);
    if (!calmer.equals(knobs)) {
      search.take("with calm " + String.join(", ", names), search.best().withKnobs(calmer));
    }
  }

  private Knobs calmed(Knobs knobs, List<String> names) {
    Knobs calmer = knobs;
    for (String name : names) {
      calmer = Records.with(calmer, name, calmValue(knobs, name));
    }
    return calmer;
  }

  private Object calmValue(Knobs knobs, String name) {
    for (RecordComponent component : knobs.getClass().getRecordComponents()) {
      if (component.getName().equals(name)) {
        Object present = Records.value(knobs, component);
        return calm.getOrDefault(name, off(present));
      }
    }
    throw new IllegalArgumentException("'" + name + "' is no knob");
  }

  private static Object off(Object present) {
    if (present instanceof Integer) {
      return 0;
    }
    if (present instanceof Long) {
      return 0L;
    }
    return present instanceof Boolean ? false : present;
  }

  /** All knobs but those that name what elements speak of. */
  private static List<String> names(Knobs knobs) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : knobs.getClass().getRecordComponents()) {
      names.add(component.getName());
    }
    names.remove("nodes");
    names.remove("partitions");
    return names;
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
    int all = (1 << nodes) - 1;
    List<Record> elements = new ArrayList<>();
    for (Record element : Elements.of(schedule)) {
      if (element instanceof Call call) {
        elements.add(Records.with(call, "node", among(call.node(), nodes)));
      } else if (element instanceof Fault fault) {
        elements.add(
            Records.with(fault, "node", among(fault.node(), nodes), "mask", fault.mask() & all));
      } else if (element instanceof Trigger) {
        elements.add(element);
      }
    }
    Schedule fewer =
        Records.with(schedule, "knobs", Records.with(schedule.knobs(), "nodes", nodes), "core", 0);
    return Elements.with(fewer, elements);
  }

  private static int among(int node, int nodes) {
    return node <= nodes ? node : (node - 1) % nodes + 1;
  }
}
