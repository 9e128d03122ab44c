package io.quorate.sim.tck;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a log must be: the writes of a batch carried out one by one, on a copy, in the plainest way.
 * It shares no code with any backend.
 */
final class WalModel {

  /** One partition. */
  private static final class Log {
    Optional<HardState> hardState = Optional.empty();
    LogBoundary boundary = LogBoundary.START;
    TreeMap<Long, EntryRecord> entries = new TreeMap<>();

    Log copy() {
      Log copy = new Log();
      copy.hardState = hardState;
      copy.boundary = boundary;
      copy.entries = new TreeMap<>(entries);
      return copy;
    }

    long lastIndex() {
      return entries.isEmpty() ? boundary.index() : entries.lastKey();
    }

    long term(long index) {
      return index == boundary.index() ? boundary.term() : entries.get(index).term();
    }

    PartitionState state() {
      return new PartitionState(hardState, boundary, lastIndex(), term(lastIndex()));
    }
  }

  private SortedMap<Integer, Log> logs = new TreeMap<>();
  private SortedMap<String, byte[]> metadata = new TreeMap<>();

  PartitionState state(int partition) {
    return logs.getOrDefault(partition, new Log()).state();
  }

  long term(int partition, long index) {
    return logs.getOrDefault(partition, new Log()).term(index);
  }

  /**
   * Carries a batch out and returns true, or returns false and changes nothing if it breaks a rule.
   */
  boolean append(WalBatch batch) {
    SortedMap<Integer, Log> next = new TreeMap<>(logs);
    for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
      for (PartitionWrite write : writes.getValue()) {
        if (!write(next, writes.getKey(), write)) {
          return false;
        }
      }
    }
    logs = next;
    batch.metadata().forEach((key, value) -> {
      metadata.remove(key);
      if (value.length > 0) {
        metadata.put(key, value);
      }
    });
    return true;
  }

  private static boolean write(SortedMap<Integer, Log> logs, int partition, PartitionWrite write) {
    if (write.drop()) {
      logs.remove(partition);
      if (write.hardState().isEmpty()
          && write.truncateAfter().isEmpty()
          && write.boundary().isEmpty()
          && write.entries().isEmpty()) {
        return true;
      }
    }
    Log log = logs.containsKey(partition) ? logs.get(partition).copy() : new Log();
    logs.put(partition, log);
    if (write.hardState().isPresent()) {
      log.hardState = write.hardState();
    }
    if (write.truncateAfter().isPresent()) {
      long after = write.truncateAfter().getAsLong();
      if (after < log.boundary.index()) {
        return false;
      }
      log.entries.tailMap(after, false).clear();
    }
    if (write.boundary().isPresent() && !move(log, write.boundary().get())) {
      return false;
    }
    for (EntryRecord entry : write.entries()) {
      if (entry.index() != log.lastIndex() + 1 || entry.term() < log.term(log.lastIndex())) {
        return false;
      }
      log.entries.put(entry.index(), entry);
    }
    return true;
  }

  private static boolean move(Log log, LogBoundary boundary) {
    if (boundary.index() < log.boundary.index()) {
      return false;
    }
    EntryRecord there = log.entries.get(boundary.index());
    boolean keeps =
        boundary.equals(log.boundary) || there != null && there.term() == boundary.term();
    if (keeps) {
      log.entries.headMap(boundary.index(), true).clear();
    } else {
      log.entries.clear();
    }
    log.boundary = boundary;
    return true;
  }

  /** Throws unless the log is what this model is. */
  void compare(Wal wal, List<String> keys) throws WalException {
    Expect.equal(new TreeSet<>(logs.keySet()), new TreeSet<>(wal.partitions()), "partitions");
    for (Map.Entry<Integer, Log> entry : logs.entrySet()) {
      int partition = entry.getKey();
      Log log = entry.getValue();
      Expect.equal(log.state(), wal.state(partition), "state of partition " + partition);
      Expect.holds(wal, partition, new ArrayList<>(log.entries.values()));
      long boundary = log.boundary.index();
      Expect.equal(log.boundary.term(), wal.term(partition, boundary), "term of the boundary");
      Expect.fails(
          Kind.OUT_OF_RANGE, "a read at the boundary", () -> wal.read(partition, boundary, 1));
    }
    for (String key : keys) {
      Expect.equal(
          Optional.ofNullable(metadata.get(key)).map(Arrays::toString),
          wal.metadata(key).map(Arrays::toString),
          "metadata " + key);
    }
  }
}
