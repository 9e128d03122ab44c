package io.quorate.sim.oracle;

import io.quorate.sim.device.DiskImage;
import io.quorate.sim.world.Digest;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One member's log as it stands in memory, followed from the writes that its group asks for. Each
 * entry has the hash of everything up to it, so that two logs are compared up to an index by one
 * number.
 */
final class LogMirror {
  private LogBoundary boundary;
  private long boundaryHash;
  private final List<EntryRecord> entries = new ArrayList<>();
  private long[] hashes = new long[64];

  /** Begins with what the process found on its disk. */
  LogMirror(DiskImage image, int partition, long boundaryHash) {
    this.boundary = image.state(partition).boundary();
    this.boundaryHash = boundaryHash;
    long last = image.state(partition).lastIndex();
    for (long index = boundary.index() + 1; index <= last; index++) {
      append(image.entry(partition, index));
    }
  }

  long boundaryIndex() {
    return boundary.index();
  }

  long lastIndex() {
    return boundary.index() + entries.size();
  }

  long lastTerm() {
    return term(lastIndex());
  }

  long term(long index) {
    return index == boundary.index() ? boundary.term() : entry(index).term();
  }

  EntryRecord entry(long index) {
    return entries.get((int) (index - boundary.index() - 1));
  }

  /** Of all entries up to and including this one. */
  long hash(long index) {
    return index == boundary.index() ? boundaryHash : hashes[(int) (index - boundary.index() - 1)];
  }

  /** How many runs of entries of one term it has. */
  int terms() {
    int terms = 1;
    for (int i = 1; i < entries.size(); i++) {
      terms += entries.get(i).term() == entries.get(i - 1).term() ? 0 : 1;
    }
    return terms;
  }

  void append(EntryRecord entry) {
    int at = entries.size();
    long previous = hash(lastIndex());
    entries.add(entry);
    if (at == hashes.length) {
      hashes = Arrays.copyOf(hashes, at * 2);
    }
    long own = Digest.combine(entry.term(), Digest.of(entry.bytes()));
    hashes[at] = Digest.combine(previous, own);
  }

  void truncateAfter(long index) {
    int kept = (int) Math.max(0, index - boundary.index());
    if (kept < entries.size()) {
      entries.subList(kept, entries.size()).clear();
    }
  }

  /** The log begins behind an entry that it holds. */
  void compact(LogBoundary next) {
    int gone = (int) (next.index() - boundary.index());
    boundaryHash = hash(next.index());
    boundary = next;
    entries.subList(0, gone).clear();
    System.arraycopy(hashes, gone, hashes, 0, entries.size());
  }

  /** The log begins, empty, behind an entry that it does not hold. */
  void replace(LogBoundary next, long hash) {
    entries.clear();
    boundary = next;
    boundaryHash = hash;
  }

  boolean holds(LogBoundary entry) {
    return entry.index() >= boundary.index()
        && entry.index() <= lastIndex()
        && term(entry.index()) == entry.term();
  }
}
