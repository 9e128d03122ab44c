package io.quorate.sim.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The events of a run, or the last of them, as numbers and references; they become text only when
 * somebody asks, which is after a violation.
 */
public final class Trace {
  /** Enough to see what led to a violation. */
  public static final int SHORT = 512;

  /** As many as memory holds: for a report. */
  public static final int ALL = 1 << 26;

  private static final Event[] EVENTS = Event.values();

  private final int capacity;
  private long[] times = new long[SHORT];
  private byte[] kinds = new byte[SHORT];
  private int[] nodes = new int[SHORT];
  private int[] partitions = new int[SHORT];
  private long[] as = new long[SHORT];
  private long[] bs = new long[SHORT];
  private Object[] details = new Object[SHORT];
  private long count;

  /**
   * One event.
   *
   * @param number counts the events of a run, from 0
   * @param time virtual nanoseconds
   * @param event what
   * @param node where; 0 for everywhere
   * @param partition in which group; -1 for none
   * @param a a number, see {@link Event}
   * @param b another
   * @param detail what else is known; null for nothing
   */
  public record Entry(
      long number,
      long time,
      Event event,
      int node,
      int partition,
      long a,
      long b,
      Object detail) {}

  /**
   * Makes a trace.
   *
   * @param capacity how many events it remembers, {@link #SHORT} or {@link #ALL}
   */
  public Trace(int capacity) {
    this.capacity = capacity;
  }

  /**
   * What is remembered.
   *
   * @return in the order in which it happened
   */
  public List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (long i = Math.max(0, count - times.length); i < count; i++) {
      int at = (int) (i % times.length);
      entries.add(new Entry(
          i, times[at], EVENTS[kinds[at]], nodes[at], partitions[at], as[at], bs[at], details[at]));
    }
    return entries;
  }

  /**
   * Whether every event is remembered, and with everything that a report can use.
   *
   * @return false for a trace of the last events
   */
  public boolean remembersAll() {
    return capacity >= ALL;
  }

  private void grow() {
    int larger = times.length * 2;
    times = Arrays.copyOf(times, larger);
    kinds = Arrays.copyOf(kinds, larger);
    nodes = Arrays.copyOf(nodes, larger);
    partitions = Arrays.copyOf(partitions, larger);
    as = Arrays.copyOf(as, larger);
    bs = Arrays.copyOf(bs, larger);
    details = Arrays.copyOf(details, larger);
  }

  /**
   * Remembers an event.
   *
   * @param time when
   * @param event what
   * @param node where; 0 for everywhere
   * @param partition in which group; -1 for none
   * @param a a number, see {@link Event}
   * @param b another
   * @param detail its text is shown; null for none; must not change later
   */
  void add(long time, Event event, int node, int partition, long a, long b, Object detail) {
    if (count == times.length && times.length < capacity) {
      grow();
    }
    int at = (int) (count++ % times.length);
    times[at] = time;
    kinds[at] = (byte) event.ordinal();
    nodes[at] = node;
    partitions[at] = partition;
    as[at] = a;
    bs[at] = b;
    details[at] = detail;
  }

  /**
   * The last events as text.
   *
   * @param lines how many at most
   * @return in the order in which they happened
   */
  public List<String> last(int lines) {
    long from = Math.max(0, count - Math.min(lines, times.length));
    List<String> text = new ArrayList<>();
    for (long i = from; i < count; i++) {
      text.add(line((int) (i % times.length)));
    }
    return text;
  }

  private String line(int at) {
    StringBuilder line = new StringBuilder(80);
    line.append(seconds(times[at])).append("  ");
    line.append(nodes[at] == 0 ? "--" : "n" + nodes[at]).append("  ");
    line.append(
        partitions[at] < 0 ? "   " : String.format(Locale.ROOT, "%-3s", "p" + partitions[at]));
    line.append(String.format(Locale.ROOT, " %-12s", EVENTS[kinds[at]].name()));
    line.append(' ').append(as[at]);
    if (bs[at] != 0) {
      line.append(' ')
          .append(EVENTS[kinds[at]] == Event.DELIVER ? Long.toHexString(bs[at]) : bs[at]);
    }
    if (details[at] != null) {
      line.append("  ").append(details[at]);
    }
    return line.toString();
  }

  /**
   * A virtual time for people.
   *
   * @param nanos the time
   * @return seconds with microseconds
   */
  public static String seconds(long nanos) {
    return String.format(
        Locale.ROOT, "%4d.%06ds", nanos / 1_000_000_000L, nanos / 1000 % 1_000_000L);
  }
}
