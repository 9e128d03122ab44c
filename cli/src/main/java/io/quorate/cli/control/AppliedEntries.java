package io.quorate.cli.control;

import io.quorate.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a node has applied, for the {@code applied} command: the newest entries of all partitions,
 * up to a limit.
 *
 * <p>Called by several apply lanes, by one at a time for each partition.
 */
public final class AppliedEntries {
  private final long keep;
  private final AtomicLong kept = new AtomicLong();
  private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();

  /** One partition's entries, oldest first. */
  private static final class Partition {
    private final NavigableMap<Long, LogEntry> entries = new TreeMap<>();
    private long applied;
    private long dropped;
  }

  /**
   * A stretch of entries.
   *
   * @param entries in index order
   * @param dropped the last index that is no longer kept; 0 if everything is
   * @param applied the last applied index
   * @param next where to read on; 0 if nothing is left of what was asked for
   */
  record Page(List<LogEntry> entries, long dropped, long applied, long next) {}

  /**
   * Makes an empty one.
   *
   * @param keep how many entries are kept, over all partitions
   */
  public AppliedEntries(long keep) {
    this.keep = keep;
  }

  /**
   * Takes an applied entry.
   *
   * @param partition the partition
   * @param entry the entry
   */
  public void add(int partition, LogEntry entry) {
    Partition p = partitions.computeIfAbsent(partition, id -> new Partition());
    synchronized (p) {
      p.entries.put(entry.index(), entry);
      p.applied = entry.index();
      if (kept.incrementAndGet() > keep) {
        p.dropped = p.entries.pollFirstEntry().getKey();
        kept.decrementAndGet();
      }
    }
  }

  /**
   * Reads the entries with indexes from {@code from} to {@code to}, at least one if any is there.
   */
  Page read(int partition, long from, long to, int maxEntries, long maxBytes) {
    Partition p = partitions.computeIfAbsent(partition, id -> new Partition());
    synchronized (p) {
      List<LogEntry> entries = new ArrayList<>();
      long bytes = 0;
      for (LogEntry entry : p.entries.tailMap(from).values()) {
        if (entry.index() > to) {
          break;
        }
        if (entries.size() == maxEntries || (bytes > 0 && bytes + entry.data().length > maxBytes)) {
          return new Page(entries, p.dropped, p.applied, entry.index());
        }
        entries.add(entry);
        bytes += entry.data().length;
      }
      return new Page(entries, p.dropped, p.applied, 0);
    }
  }
}
