package io.quorate.sim.report;

import io.quorate.sim.world.Detail.BatchContents;
import io.quorate.sim.world.Detail.FrameContents;
import io.quorate.sim.world.Detail.Loss;
import io.quorate.sim.world.Detail.MemberState;
import io.quorate.sim.world.Detail.Said;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The data of the space-time diagram: the events of a window that ends with the violation, and the
 * frames, batches, states and faults that cross it. Times are whole nanoseconds.
 */
final class Diagram {
  /** More is not drawn; the trace itself has it. */
  private static final int MAX_EVENTS = 9_000;

  private static final int MAX_TOLD = 400;
  private static final long MAX_NANOS = 20_000_000_000L;
  private static final int FIRST_VIEW = 40;

  private final TraceModel model;
  private final Cone cone;
  private final EventWords words;
  private final int first;

  Diagram(TraceModel model, Causes causes) {
    this.model = model;
    this.cone = new Cone(model, causes, model.end(), MAX_TOLD, MAX_NANOS);
    this.words = new EventWords(model);
    this.first = findFirst();
  }

  private int findFirst() {
    int at = model.end();
    int shown = 0;
    while (at > 0 && shown < MAX_EVENTS && model.entry(at).time() > model.endTime() - MAX_NANOS) {
      shown += isShown(at) ? 1 : 0;
      at--;
    }
    return Math.max(0, at);
  }

  /** Events that are drawn as part of something else are not listed as well. */
  private boolean isShown(int position) {
    return switch (model.entry(position).event()) {
      case WRITTEN, DELIVER, PROPOSE, FRAME, FILTERED, ARRIVE, COMMIT, ROLE -> false;
      default -> !(model.isRoutine(position) && model.entry(position).detail() == null);
    };
  }

  Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    long end = model.endTime();
    long start = first < 0 || model.size() == 0 ? 0 : model.entry(first).time();
    data.put("nodes", model.nodes());
    data.put("partitions", model.partitions());
    data.put("partition", Math.max(0, model.partition()));
    data.put("node", model.node());
    data.put("start", start);
    data.put("end", end);
    data.put("view", firstView(start, end));
    data.put("cut", cone.isCut() || first > 0);
    data.put("events", events());
    data.put("frames", frames());
    data.put("batches", batches());
    data.put("states", states(start));
    data.put("spans", spans(start));
    return data;
  }

  /** Where the first picture begins: so that the last events of the cone can be told apart. */
  private long firstView(long start, long end) {
    List<Integer> told = cone.told();
    int from = Math.max(0, told.size() - FIRST_VIEW);
    long time = told.isEmpty() ? start : model.entry(told.get(from)).time();
    return Math.max(start, time - Math.max(1_000_000, (end - time) / 12));
  }

  private List<Object> events() {
    List<Object> events = new ArrayList<>();
    for (int i = Math.max(0, first); i <= model.end(); i++) {
      if (!isShown(i)) {
        continue;
      }
      Entry entry = model.entry(i);
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("i", i);
      event.put("t", entry.time());
      event.put("n", entry.event() == Event.VIOLATION ? model.node() : entry.node());
      event.put("p", entry.partition());
      event.put("e", entry.event().name());
      event.put("w", words.words(i));
      event.put("c", cone.contains(i) ? 1 : 0);
      event.put("r", cone.isWorthTelling(i) ? 0 : 1);
      events.add(event);
    }
    return events;
  }

  /** One for each arrival and each loss; one that is still on its way at the end has no fate. */
  private List<Object> frames() {
    List<Object> frames = new ArrayList<>();
    Map<Long, Integer> sent = new TreeMap<>();
    TreeSet<Long> arrived = new TreeSet<>();
    TreeSet<Long> ended = new TreeSet<>();
    Map<Integer, Long> latest = new TreeMap<>();
    for (int i = 0; i <= model.end(); i++) {
      Entry entry = model.entry(i);
      if (entry.event() == Event.FRAME) {
        sent.put(entry.b(), i);
      } else if (entry.event() == Event.ARRIVE && sent.containsKey(entry.b())) {
        int link = entry.node() * 100 + (int) entry.a();
        boolean late = entry.b() < latest.getOrDefault(link, 0L);
        latest.merge(link, entry.b(), Math::max);
        boolean again = !arrived.add(entry.b());
        ended.add(entry.b());
        add(frames, sent.get(entry.b()), i, again ? "duplicate" : late ? "overtaken" : "delivered");
      } else if (entry.event() == Event.DROP && sent.containsKey(entry.b())) {
        ended.add(entry.b());
        add(frames, sent.get(entry.b()), i, fate((Loss) entry.detail()));
      }
    }
    sent.forEach((number, position) -> {
      if (!ended.contains(number)) {
        add(frames, position, -1, "on its way");
      }
    });
    return frames;
  }

  private static String fate(Loss loss) {
    return loss.name().toLowerCase(Locale.ROOT);
  }

  private void add(List<Object> frames, int sent, int ended, String fate) {
    if (ended >= 0 && ended < first || ended < 0 && sent < first) {
      return;
    }
    Entry entry = model.entry(sent);
    FrameContents contents = (FrameContents) entry.detail();
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("id", entry.b());
    frame.put("from", entry.node());
    frame.put("to", entry.a());
    frame.put("t0", entry.time());
    frame.put("t1", ended < 0 ? null : model.entry(ended).time());
    frame.put("fate", fate);
    frame.put("c", cone.contains(sent) && (ended < 0 || cone.contains(ended)) ? 1 : 0);
    List<Object> messages = new ArrayList<>();
    for (Said said : contents.messages()) {
      messages.add(List.of(said.partition(), said.text(), said.routine() ? 1 : 0));
    }
    frame.put("m", messages);
    frames.add(frame);
  }

  private List<Object> batches() {
    List<Object> batches = new ArrayList<>();
    Map<Long, Map<String, Object>> open = new TreeMap<>();
    for (int i = 0; i <= model.end(); i++) {
      Entry entry = model.entry(i);
      long disk = (long) entry.node() << 48;
      Map<String, Object> batch = open.get(disk | entry.a());
      switch (entry.event()) {
        case BATCH -> {
          BatchContents contents = (BatchContents) entry.detail();
          batch = new LinkedHashMap<>();
          batch.put("n", entry.node());
          batch.put("number", entry.a());
          batch.put("t0", contents.startedAt());
          batch.put("t1", entry.time());
          batch.put("w", contents.toString());
          batch.put(
              "p", contents.parts().stream().map(p -> p.partition()).distinct().toList());
          batch.put("c", cone.contains(i) ? 1 : 0);
          open.put(disk | entry.a(), batch);
          batches.add(batch);
        }
        case LIED ->
          open.forEach((key, each) -> {
            if (key >> 48 == entry.node() && !each.containsKey("durable")) {
              each.put("lied", 1);
            }
          });
        case DURABLE -> put(batch, "durable", entry);
        case COMPLETED -> put(batch, "done", entry);
        case SYNC_FAILED ->
          open.forEach((key, each) -> {
            if (key >> 48 == entry.node() && !each.containsKey("durable")) {
              each.putIfAbsent("failed", entry.time());
            }
          });
        case FORGOTTEN -> {
          for (long number = entry.a(); number <= entry.b(); number++) {
            put(open.get(disk | number), "lost", entry);
          }
        }
        case CRASH, POWER_LOSS ->
          open.forEach((key, each) -> {
            if (key >> 48 == entry.node()) {
              each.putIfAbsent("stop", entry.time());
            }
          });
        default -> {}
      }
    }
    long start = model.entry(Math.max(0, first)).time();
    batches.removeIf(b -> b instanceof Map<?, ?> map
        && map.values().stream().noneMatch(v -> v instanceof Long time && time >= start));
    return batches;
  }

  private static void put(Map<String, Object> batch, String name, Entry entry) {
    if (batch != null) {
      batch.putIfAbsent(name, entry.time());
    }
  }

  /** How each member stood from when on; a process that ends has no state. */
  private List<Object> states(long start) {
    List<Object> states = new ArrayList<>();
    Map<String, List<Object>> earlier = new TreeMap<>();
    for (int i = 0; i <= model.end(); i++) {
      Entry entry = model.entry(i);
      if (entry.detail() instanceof MemberState s) {
        List<Object> state = List.of(
            entry.node(),
            entry.partition(),
            entry.time(),
            s.role(),
            s.term(),
            s.vote(),
            s.lastIndex(),
            s.durableIndex(),
            s.commit());
        if (entry.time() < start) {
          earlier.put(entry.node() + "/" + entry.partition(), state);
        } else {
          states.add(state);
        }
      }
    }
    states.addAll(0, earlier.values());
    return states;
  }

  private List<Object> spans(long start) {
    List<Object> spans = new ArrayList<>();
    for (Spans.Span span : new Spans(model).all()) {
      if (span.to() >= start && span.from() <= model.endTime()) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", span.kind());
        map.put("label", span.label());
        map.put("t0", span.from());
        map.put("t1", span.to());
        map.put("nodes", span.nodes());
        spans.add(map);
      }
    }
    return spans;
  }
}
