package io.quorate.sim.powerloss;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a log holds, as a value. Batches are carried out in the plainest way, and share no code
 * with any log.
 *
 * @param partitions by id
 * @param metadata by key
 */
record WalContents(
    SortedMap<Integer, Partition> partitions, SortedMap<String, ByteBuffer> metadata) {
  static final WalContents EMPTY =
      new WalContents(Collections.emptySortedMap(), Collections.emptySortedMap());

  /** An entry, with its bytes compared by content. */
  record Entry(long index, long term, ByteBuffer bytes) {
    static Entry of(EntryRecord entry) {
      return new Entry(entry.index(), entry.term(), ByteBuffer.wrap(entry.bytes()));
    }

    @Override
    public String toString() {
      return index + "/" + term + "#" + Integer.toHexString(Arrays.hashCode(bytes.array()));
    }
  }

  /** One partition. */
  record Partition(Optional<HardState> hardState, LogBoundary boundary, List<Entry> entries) {
    static final Partition EMPTY = new Partition(Optional.empty(), LogBoundary.START, List.of());

    long lastIndex() {
      return boundary.index() + entries.size();
    }

    long term(long index) {
      return index == boundary.index()
          ? boundary.term()
          : entries.get((int) (index - boundary.index() - 1)).term();
    }

    Partition after(PartitionWrite write) {
      Optional<HardState> state = write.hardState().isPresent() ? write.hardState() : hardState;
      List<Entry> left = new ArrayList<>(entries);
      LogBoundary start = boundary;
      if (write.truncateAfter().isPresent()) {
        left.removeIf(entry -> entry.index() > write.truncateAfter().getAsLong());
      }
      if (write.boundary().isPresent()) {
        LogBoundary next = write.boundary().get();
        boolean holds = next.equals(start)
            || left.stream().anyMatch(e -> e.index() == next.index() && e.term() == next.term());
        left.removeIf(entry -> !holds || entry.index() <= next.index());
        start = next;
      }
      write.entries().forEach(entry -> left.add(Entry.of(entry)));
      return new Partition(state, start, List.copyOf(left));
    }
  }

  Partition partition(int id) {
    return partitions.getOrDefault(id, Partition.EMPTY);
  }

  WalContents after(WalBatch batch) {
    TreeMap<Integer, Partition> logs = new TreeMap<>(partitions);
    for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
      for (PartitionWrite write : writes.getValue()) {
        Partition before = logs.getOrDefault(writes.getKey(), Partition.EMPTY);
        logs.put(
            writes.getKey(), write.drop() ? Partition.EMPTY.after(write) : before.after(write));
        if (write.equals(DROP)) {
          logs.remove(writes.getKey());
        }
      }
    }
    TreeMap<String, ByteBuffer> values = new TreeMap<>(metadata);
    batch.metadata().forEach((key, value) -> {
      values.remove(key);
      if (value.length > 0) {
        values.put(key, ByteBuffer.wrap(value));
      }
    });
    return new WalContents(logs, values);
  }

  /** A drop with nothing after it. */
  static final PartitionWrite DROP =
      new PartitionWrite(true, Optional.empty(), OptionalLong.empty(), Optional.empty(), List.of());

  /** Asks a log for everything, entries one by one as well as together. */
  static WalContents of(Wal wal, List<String> keys) throws WalException {
    TreeMap<Integer, Partition> logs = new TreeMap<>();
    for (int id : wal.partitions()) {
      PartitionState state = wal.state(id);
      List<Entry> entries = new ArrayList<>();
      long first = state.boundary().index() + 1;
      for (EntryRecord entry : wal.read(id, first, Long.MAX_VALUE)) {
        entries.add(Entry.of(entry));
      }
      Partition partition = new Partition(state.hardState(), state.boundary(), entries);
      long last = partition.lastIndex();
      if (state.lastIndex() != last || state.lastTerm() != partition.term(last)) {
        throw new IllegalStateException(
            "partition " + id + ": " + state + " does not fit its entries " + entries);
      }
      logs.put(id, partition);
    }
    TreeMap<String, ByteBuffer> values = new TreeMap<>();
    for (String key : keys) {
      wal.metadata(key).ifPresent(value -> values.put(key, ByteBuffer.wrap(value)));
    }
    return new WalContents(logs, values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    partitions.forEach((id, log) -> text.append("[partition ")
        .append(id)
        .append(": ")
        .append(log.hardState().map(Object::toString).orElse("no hard state"))
        .append(", ")
        .append(log.boundary())
        .append(", ")
        .append(log.entries())
        .append("] "));
    metadata.forEach(
        (key, value) -> text.append(key).append('=').append(value.remaining()).append(" bytes "));
    return text.length() == 0 ? "nothing" : text.toString().strip();
  }
}
