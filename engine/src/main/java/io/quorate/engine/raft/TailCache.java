package io.quorate.engine.raft;

import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The newest entries of a log, in memory: all that are not durable yet, and durable ones up to a
 * number of bytes, so that followers that keep up are served without reading the disk. A ring,
 * indexed by log index.
 */
final class TailCache {
  private final long budgetBytes;
  private EntryRecord[] ring = new EntryRecord[64];
  private long first;
  private long next;
  private long bytes;

  private List<EntryRecord> lastSlice = List.of();
  private long lastSliceLimit;
  private boolean lastSliceFull;

  /** An empty cache; the next entry will have index {@code next}. */
  TailCache(long next, long budgetBytes) {
    this.first = next;
    this.next = next;
    this.budgetBytes = budgetBytes;
  }

  /** The lowest index that is cached; {@code next} if nothing is. */
  long first() {
    return first;
  }

  void append(EntryRecord entry) {
    if (next - first == ring.length) {
      grow();
    }
    ring[slot(entry.index())] = entry;
    next = entry.index() + 1;
    bytes += entry.bytes().length;
  }

  void truncateAfter(long index) {
    while (next - 1 > index && next > first) {
      next--;
      release(next);
    }
    if (next <= first) {
      first = index + 1;
      next = index + 1;
    }
    lastSlice = List.of();
  }

  /**
   * Forgets the oldest entries while there are too many bytes; entries above {@code durable} stay.
   */
  void evict(long durable) {
    while (bytes > budgetBytes && first < next && first <= durable) {
      release(first);
      first++;
    }
  }

  /** Forgets the entries up to one, which the log does not hold any more. */
  void discardThrough(long index) {
    while (first < next && first <= index) {
      release(first);
      first++;
    }
    lastSlice = List.of();
  }

  /** Forgets everything; the next entry will have index {@code newNext}. */
  void restartAt(long newNext) {
    discardThrough(next - 1);
    first = newNext;
    next = newNext;
  }

  private void release(long index) {
    int slot = slot(index);
    bytes -= ring[slot].bytes().length;
    ring[slot] = null;
  }

  /**
   * Entries from an index to at most {@code last}, at least one, up to a number of bytes. The same
   * list is given again for the same question, as two followers ask it in turn.
   *
   * @return null if the entry at {@code from} is not cached
   */
  List<EntryRecord> slice(long from, long last, long maxBytes) {
    if (from < first || from >= next) {
      return null;
    }
    long end = Math.min(last, next - 1);
    if (answersAgain(from, end, maxBytes)) {
      return lastSlice;
    }
    List<EntryRecord> entries = new ArrayList<>((int) Math.min(end - from + 1, 256));
    long sum = 0;
    lastSliceFull = false;
    for (long index = from; index <= end; index++) {
      EntryRecord entry = ring[slot(index)];
      sum += entry.bytes().length;
      if (sum > maxBytes && !entries.isEmpty()) {
        lastSliceFull = true;
        break;
      }
      entries.add(entry);
    }
    lastSlice = entries;
    lastSliceLimit = maxBytes;
    return entries;
  }

  /**
   * A slice that the limit cut short answers any question that reaches beyond it, and none that
   * ends before.
   */
  private boolean answersAgain(long from, long end, long maxBytes) {
    if (lastSlice.isEmpty() || lastSlice.get(0).index() != from || lastSliceLimit != maxBytes) {
      return false;
    }
    long last = lastSlice.get(lastSlice.size() - 1).index();
    return last == end || (lastSliceFull && last < end);
  }

  private void grow() {
    EntryRecord[] larger = new EntryRecord[ring.length * 2];
    for (long index = first; index < next; index++) {
      larger[(int) (index & (larger.length - 1))] = ring[slot(index)];
    }
    Arrays.fill(ring, null);
    ring = larger;
  }

  private int slot(long index) {
    return (int) (index & (ring.length - 1));
  }
}
