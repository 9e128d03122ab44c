package io.quorate.sim.report;

import io.quorate.sim.world.Detail.BatchContents;
import io.quorate.sim.world.Detail.FrameContents;
import io.quorate.sim.world.Detail.Part;
import io.quorate.sim.world.Detail.Said;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each event of a trace follows from: what was before it at the same member, and, where there
 * is one, a message, a completed write, a call or a fault (Lamport, <em>Time, clocks, and the
 * ordering of events in a distributed system</em>, 1978, with disks as processes of their own).
 */
final class Causes {
  private static final int WAITING_MAX = 512;
  private static final int[] NONE = {};

  private final TraceModel model;
  private final int[] before;
  private final int[][] others;

  private final Positions[][] members;
  private final int[] lives;
  private final int[] completed;
  private final int[] written;
  private final Map<Long, Integer> frames = new TreeMap<>();
  private final Map<Long, FrameContents> rests = new TreeMap<>();
  private final Map<String, Deque<Waiting>> sent = new TreeMap<>();
  private final Map<String, Deque<Waiting>> arrived = new TreeMap<>();
  private final Map<Long, Integer> batches = new TreeMap<>();
  private final Map<Long, Integer> durable = new TreeMap<>();
  private final Map<Long, Integer> calls = new TreeMap<>();
  private int fault = -1;

  private record Waiting(int position, String text) {}

  Causes(TraceModel model) {
    this.model = model;
    int size = model.size();
    before = new int[size];
    others = new int[size][];
    members = new Positions[model.nodes() + 1][model.partitions() + 1];
    for (Positions[] member : members) {
      Arrays.setAll(member, i -> new Positions());
    }
    lives = new int[model.nodes() + 1];
    Arrays.fill(lives, -1);
    completed = new int[model.nodes() + 1];
    Arrays.fill(completed, -1);
    written = completed.clone();
    for (int i = 0; i < size; i++) {
      before[i] = -1;
      others[i] = NONE;
      take(i, model.entry(i));
    }
  }

  /** The event before this one at the same member; -1 if there is none. */
  int before(int position) {
    return before[position];
  }

  /** The last event of a member; -1 if it has none. */
  int last(int node, int partition) {
    return partition < 0 || partition > model.partitions() ? -1 : members[node][partition].last();
  }

  /** What else it follows from. */
  int[] others(int position) {
    return others[position];
  }

  private void take(int i, Entry entry) {
    if (entry.event() == Event.VIOLATION) {
      before[i] = entry.partition() >= 0
          ? last(model.node(), entry.partition())
          : model.isLiveness() ? -1 : i - 1;
      return;
    }
    if (entry.partition() >= 0
        && entry.partition() <= model.partitions()
        && entry.event() != Event.FAULT
        && entry.event() != Event.HIT) {
      atMember(i, entry);
    }
    switch (entry.event()) {
      case SEND -> wait(sent, key(entry.node(), (int) entry.a(), entry.partition()), i, entry);
      case FRAME -> frame(i, entry);
      case FILTERED -> rests.put(entry.b(), (FrameContents) entry.detail());
      case ARRIVE -> arrive(i, entry);
      case DROP -> link(i, frames.getOrDefault(entry.b(), -1));
      case HANDLE -> handle(i, entry);
      case BATCH -> batch(i, entry);
      case DURABLE -> {
        link(i, batches.getOrDefault(onDisk(entry), -1));
        durable.put(onDisk(entry), i);
      }
      case SYNC_FAILED -> link(i, written[entry.node()]);
      case COMPLETED -> {
        link(i, durable.getOrDefault(onDisk(entry), -1));
        completed[entry.node()] = i;
      }
      case PERSISTED -> link(i, completed[entry.node()]);
      case CALL -> calls.put(entry.a(), i);
      case OUTCOME, GAVE_UP -> link(i, calls.getOrDefault(entry.a(), -1));
      case FAULT, HIT -> fault = i;
      case CRASH, POWER_LOSS, CLOSE, PAUSE, FORGOTTEN -> {
        life(i, entry);
        struck(i, entry);
      }
      case BOOT, RESUME -> life(i, entry);
      default -> {}
    }
  }

  private void atMember(int i, Entry entry) {
    Positions member = members[entry.node()][entry.partition()];
    before[i] = member.last();
    int life = lives[entry.node()];
    if (life > member.last()) {
      link(i, life);
    }
    member.add(i);
  }

  private void life(int i, Entry entry) {
    before[i] = lives[entry.node()];
    lives[entry.node()] = i;
  }

  /** A fault that struck at the same moment is why. */
  private void struck(int i, Entry entry) {
    if (fault >= 0 && model.entry(fault).time() == entry.time()) {
      link(i, fault);
    }
  }

  /** From the frame that brought it, and from the one event in which it was said. */
  private void handle(int i, Entry entry) {
    int arrival = find(arrived, key((int) entry.a(), entry.node(), entry.partition()), entry);
    link(i, arrival);
    if (arrival < 0 || others[arrival].length == 0) {
      return;
    }
    for (int send : others[others[arrival][0]]) {
      Entry said = model.entry(send);
      if (said.partition() == entry.partition() && said.detail().equals(entry.detail())) {
        link(i, send);
        return;
      }
    }
  }

  private void frame(int i, Entry entry) {
    frames.put(entry.b(), i);
    for (Said said : ((FrameContents) entry.detail()).messages()) {
      link(i, find(sent, key(entry.node(), (int) entry.a(), said.partition()), said.text()));
    }
  }

  private void arrive(int i, Entry entry) {
    Integer frame = frames.get(entry.b());
    if (frame == null) {
      return;
    }
    link(i, frame);
    FrameContents sent = (FrameContents) model.entry(frame).detail();
    for (Said said : rests.getOrDefault(entry.b(), sent).messages()) {
      Deque<Waiting> queue = arrived.computeIfAbsent(
          key((int) entry.a(), entry.node(), said.partition()), k -> new ArrayDeque<>());
      add(queue, new Waiting(i, said.text()));
    }
  }

  /** What its parts say had been decided when it began to be written. */
  private void batch(int i, Entry entry) {
    BatchContents contents = (BatchContents) entry.detail();
    batches.put(onDisk(entry), i);
    written[entry.node()] = i;
    for (Part part : contents.parts()) {
      if (part.partition() > model.partitions()) {
        continue;
      }
      Positions member = members[entry.node()][part.partition()];
      int at = member.size() - 1;
      while (at >= 0 && model.entry(member.get(at)).time() > contents.startedAt()) {
        at--;
      }
      if (at >= 0) {
        link(i, member.get(at));
      }
    }
  }

  private static long onDisk(Entry entry) {
    return (long) entry.node() << 48 | entry.a();
  }

  private static String key(int from, int to, int partition) {
    return from + ">" + to + "/" + partition;
  }

  private static void wait(Map<String, Deque<Waiting>> queues, String key, int i, Entry entry) {
    add(
        queues.computeIfAbsent(key, k -> new ArrayDeque<>()),
        new Waiting(i, String.valueOf(entry.detail())));
  }

  private static void add(Deque<Waiting> queue, Waiting waiting) {
    queue.add(waiting);
    if (queue.size() > WAITING_MAX) {
      queue.poll();
    }
  }

  private static int find(Map<String, Deque<Waiting>> queues, String key, Entry entry) {
    return find(queues, key, String.valueOf(entry.detail()));
  }

  /** The oldest one that says the same. */
  private static int find(Map<String, Deque<Waiting>> queues, String key, String text) {
    Deque<Waiting> queue = queues.get(key);
    if (queue == null) {
      return -1;
    }
    for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
      Waiting waiting = each.next();
      if (waiting.text().equals(text)) {
        each.remove();
        return waiting.position();
      }
    }
    return -1;
  }

  private void link(int position, int cause) {
    if (cause < 0) {
      return;
    }
    int[] known = others[position];
    int[] more = Arrays.copyOf(known, known.length + 1);
    more[known.length] = cause;
    others[position] = more;
  }
}
