package io.quorate.sim.minimise;

import io.quorate.sim.schedule.Knobs;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of a calm run: usual sizes and times, no noise. A knob that is not known here calms
 * down to zero, which means "off" for every knob that has been added later.
 */
final class CalmKnobs {
  private static final List<String> TIMEOUTS = List.of("heartbeat", "election");
  static final List<List<String>> GROUPS = List.of(
      List.of("netLoss", "netDuplicate", "netOrdered", "netMin", "netMax", "netQueueBytes"),
      List.of("prioritySwitches", "inboundBytes", "lockstep"),
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
      List.of("diskWrite", "diskSync", "diskComplete", "diskGroup", "diskRead"),
      TIMEOUTS);

  private final Map<String, Object> calm = new LinkedHashMap<>();

  CalmKnobs() {
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
    calm.put("pieceBytes", 2_048);
  }

  /** The knobs that are not as in a calm run, with their values; but for the timeouts. */
  List<String> noise(Knobs knobs) {
    List<String> noise = new ArrayList<>();
    for (RecordComponent component : knobs.getClass().getRecordComponents()) {
      String name = component.getName();
      Object value = Records.value(knobs, component);
      if (names(knobs).contains(name)
          && !TIMEOUTS.contains(name)
          && !calmValue(knobs, name).equals(value)) {
        noise.add(name + "=" + value);
      }
    }
    return noise;
  }

  /** With some of the knobs as in a calm run. */
  Knobs calmed(Knobs knobs, List<String> names) {
    Knobs calmer = knobs;
    for (String name : names) {
      calmer = Records.with(calmer, name, calmValue(knobs, name));
    }
    // A node must have room for what may be under way to it.
    boolean more = names.contains("appendMaxBytes") || names.contains("windowBytes");
    return more ? Records.with(calmer, "inboundBytes", 0L) : calmer;
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
  static List<String> names(Knobs knobs) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : knobs.getClass().getRecordComponents()) {
      names.add(component.getName());
    }
    names.remove("nodes");
    names.remove("partitions");
    names.remove("spares");
    return names;
  }

  /** The names of all that have a value here. */
  List<String> known() {
    return List.copyOf(calm.keySet());
  }
}
