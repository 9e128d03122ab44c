package io.quorate.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The last events of a run, as numbers and references in a ring; they become text only when
 * somebody asks, which is after a violation.
 */
public final class Trace {
  private static final Event[] EVENTS = Event.values();

  private final int capacity;
  private final long[] times;
  private final byte[] kinds;
  private final int[] nodes;
  private final int[] partitions;
  private final long[] as;
  private final long[] bs;
  private final Object[] details;
  private long count;

  /**
   * Makes a trace.
   *
   * @param capacity how many events it remembers
   */
  public Trace(int capacity) {
    this.capacity = capacity;
    this.times = new long[capacity];
    this.kinds = new byte[capacity];
    this.nodes = new int[capacity];
    this.partitions = new int[capacity];
    this.as = new long[capacity];
    this.bs = new long[capacity];
    this.details = new Object[capacity];
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
    int at = (int) (count++ % capacity);
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
    long from = Math.max(0, count - Math.min(lines, capacity));
    List<String> text = new ArrayList<>();
    for (long i = from; i < count; i++) {
      text.add(line((int) (i % capacity)));
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
