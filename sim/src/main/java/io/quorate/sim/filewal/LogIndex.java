package io.quorate.sim.filewal;

import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the records of the log come to, in memory: the states, and where each live entry is. Replay
 * and append change it in one and the same way, record by record.
 */
final class LogIndex {

  /**
   * A live entry.
   *
   * @param term its term
   * @param location where its record is
   */
  record Entry(long term, Location location) {}

  /** A live metadata value. */
  private record Value(byte[] bytes, Location location) {}

  /** One partition. */
  static final class Partition {
    private Optional<HardState> hardState = Optional.empty();
    private Optional<Location> hardStateAt = Optional.empty();
    private LogBoundary boundary = LogBoundary.START;
    private Optional<Location> logAt = Optional.empty();
    private final NavigableMap<Long, Entry> entries = new TreeMap<>();

    LogBoundary boundary() {
      return boundary;
    }

    Optional<HardState> hardState() {
      return hardState;
    }

    NavigableMap<Long, Entry> entries() {
      return Collections.unmodifiableNavigableMap(entries);
    }

    PartitionState state() {
      return entries.isEmpty()
          ? new PartitionState(hardState, boundary, boundary.index(), boundary.term())
          : new PartitionState(
              hardState,
              boundary,
              entries.lastKey(),
              entries.lastEntry().getValue().term());
    }
  }

  private final NavigableMap<Integer, Partition> partitions = new TreeMap<>();
  private final SortedMap<String, Value> metadata = new TreeMap<>();
  private long liveBytes;

  NavigableMap<Integer, Partition> partitions() {
    return Collections.unmodifiableNavigableMap(partitions);
  }

  Optional<Partition> partition(int id) {
    return Optional.ofNullable(partitions.get(id));
  }

  Optional<byte[]> metadata(String key) {
    return Optional.ofNullable(metadata.get(key)).map(Value::bytes);
  }

  /** The bytes of all records that are needed. */
  long liveBytes() {
    return liveBytes;
  }

  void apply(LogRecord record, Location location) {
    switch (record.type()) {
      case DROP -> drop(record.partition());
      case HARD_STATE -> {
        Partition partition = create(record.partition());
        partition.hardState = Optional.of(record.hardState());
        partition.hardStateAt = replace(partition.hardStateAt, location);
      }
      case LOG -> {
        Partition partition = create(record.partition());
        partition.boundary = record.boundary();
        partition.logAt = replace(partition.logAt, location);
        remove(partition.entries.tailMap(record.keepThrough(), false));
        remove(partition.entries.headMap(record.index(), true));
      }
      case ENTRY -> {
        Entry old = create(record.partition())
            .entries
            .put(record.index(), new Entry(record.term(), location));
        replace(Optional.ofNullable(old).map(Entry::location), location);
      }
      case METADATA -> {
        Value old = metadata.remove(record.key());
        liveBytes -= old == null ? 0 : old.location().length();
        if (record.value().length > 0) {
          metadata.put(record.key(), new Value(record.value(), location));
          liveBytes += location.length();
        }
      }
      case COMMIT -> {
        // Says nothing about any partition.
      }
    }
  }

  private Partition create(int id) {
    return partitions.computeIfAbsent(id, unused -> new Partition());
  }

  private void drop(int id) {
    Partition partition = partitions.remove(id);
    if (partition != null) {
      remove(partition.entries);
      liveBytes -= partition.hardStateAt.map(Location::length).orElse(0);
      liveBytes -= partition.logAt.map(Location::length).orElse(0);
    }
  }

  private void remove(NavigableMap<Long, Entry> entries) {
    entries.values().forEach(entry -> liveBytes -= entry.location().length());
    entries.clear();
  }

  private Optional<Location> replace(Optional<Location> old, Location location) {
    liveBytes += location.length() - old.map(Location::length).orElse(0);
    return Optional.of(location);
  }

  /** The record as it must be written anew to outlive its segment; empty if nobody needs it. */
  Optional<LogRecord> moved(LogRecord record, Location location) {
    Optional<Location> there = Optional.of(location);
    Partition partition = partitions.getOrDefault(record.partition(), new Partition());
    boolean live = switch (record.type()) {
      case DROP, COMMIT -> false;
      case HARD_STATE -> partition.hardStateAt.equals(there);
      case LOG -> partition.logAt.equals(there);
      case ENTRY -> {
        Entry entry = partition.entries.get(record.index());
        yield entry != null && entry.location().equals(location);
      }
      case METADATA -> {
        Value value = metadata.get(record.key());
        yield value != null && value.location().equals(location);
      }
    };
    if (!live) {
      return Optional.empty();
    }
    // What the record once truncated is gone; said again, it would truncate what followed.
    return Optional.of(
        record.type() == LogRecord.Type.LOG
            ? LogRecord.log(record.partition(), record.boundary(), Long.MAX_VALUE)
            : record);
  }

  /** What does not fit together; empty if all is well. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    partitions.forEach((id, partition) -> {
      if (partition.logAt.isEmpty()) {
        problems.add("partition " + id + " has no boundary");
      }
      long index = partition.boundary.index();
      long term = partition.boundary.term();
      for (Map.Entry<Long, Entry> entry : partition.entries.entrySet()) {
        index++;
        if (entry.getKey() != index) {
          problems.add("partition " + id + ": entry " + index + " is not there, but entry "
              + entry.getKey() + " is");
          return;
        }
        if (entry.getValue().term() < term) {
          problems.add("partition " + id + ": entry " + index + " has term "
              + entry.getValue().term() + ", below term " + term + " before it");
        }
        term = entry.getValue().term();
      }
    });
    return problems;
  }
}
