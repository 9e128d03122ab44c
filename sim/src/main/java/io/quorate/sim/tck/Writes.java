package io.quorate.sim.tck;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Short forms for what the rules write. */
final class Writes {
  static final int SMALL = 24;

  private Writes() {}

  /** An entry whose bytes depend on its place, so that a misplaced one is noticed. */
  static EntryRecord entry(int partition, long index, long term, int size) {
    byte[] bytes = new byte[size];
    byte[] origin = ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
        .putInt(partition)
        .putLong(index)
        .putLong(term)
        .array();
    for (int i = 0; i < size; i += origin.length) {
      System.arraycopy(origin, 0, bytes, i, Math.min(origin.length, size - i));
    }
    return new EntryRecord(index, term, bytes);
  }

  static List<EntryRecord> entries(int partition, long first, int count, long term) {
    List<EntryRecord> entries = new ArrayList<>(count);
    for (long index = first; index < first + count; index++) {
      entries.add(entry(partition, index, term, SMALL));
    }
    return entries;
  }

  static PartitionWrite append(int partition, long first, int count, long term) {
    return PartitionWrite.append(entries(partition, first, count, term));
  }

  static PartitionWrite truncate(long after) {
    return truncate(after, List.of());
  }

  static PartitionWrite truncate(long after, List<EntryRecord> entries) {
    return new PartitionWrite(
        false, Optional.empty(), OptionalLong.of(after), Optional.empty(), entries);
  }

  static PartitionWrite boundary(long index, long term) {
    return boundary(index, term, List.of());
  }

  static PartitionWrite boundary(long index, long term, List<EntryRecord> entries) {
    LogBoundary boundary = new LogBoundary(index, term);
    return new PartitionWrite(
        false, Optional.empty(), OptionalLong.empty(), Optional.of(boundary), entries);
  }

  static PartitionWrite hardState(long term, int vote) {
    return PartitionWrite.hardState(new HardState(term, OptionalInt.of(vote)));
  }

  static PartitionWrite drop() {
    return drop(List.of());
  }

  static PartitionWrite drop(List<EntryRecord> entries) {
    return new PartitionWrite(
        true, Optional.empty(), OptionalLong.empty(), Optional.empty(), entries);
  }

  static WalBatch batch(Map<Integer, PartitionWrite> writes) {
    return batch(writes, Map.of());
  }

  static WalBatch batch(Map<Integer, PartitionWrite> writes, Map<String, byte[]> metadata) {
    TreeMap<Integer, List<PartitionWrite>> lists = new TreeMap<>();
    writes.forEach((partition, write) -> lists.put(partition, List.of(write)));
    return new WalBatch(lists, new TreeMap<>(metadata));
  }

  static WalBatch sequence(int partition, PartitionWrite... writes) {
    TreeMap<Integer, List<PartitionWrite>> lists = new TreeMap<>();
    lists.put(partition, List.of(writes));
    return new WalBatch(lists, new TreeMap<>());
  }
}
