package io.quorate.sim.device;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The contents of a log as of some moment. A disk has two: what is durable, and what can be read.
 */
public final class DiskImage {
  /** By id, null for one that was never written; an array, because every check looks in here. */
  private Contents[] partitions = new Contents[8];

  private final SortedMap<String, byte[]> metadata = new TreeMap<>();

  /** An empty disk. */
  public DiskImage() {}

  /** One partition; entry {@code i} of the list has index {@code boundary + 1 + i}. */
  private static final class Contents {
    private PartitionState state = PartitionState.EMPTY;
    private List<EntryRecord> entries = new ArrayList<>();

    EntryRecord entry(long index) {
      return entries.get((int) (index - state.boundary().index() - 1));
    }

    void change(PartitionChange change) {
      long oldBoundary = state.boundary().index();
      int kept = (int) Math.max(0, Math.min(change.keepThrough() - oldBoundary, entries.size()));
      entries.subList(kept, entries.size()).clear();
      int gone = (int) Math.min(change.after().boundary().index() - oldBoundary, entries.size());
      entries.subList(0, gone).clear();
      entries.addAll(change.entries());
      state = change.after();
    }
  }

  /**
   * A copy that goes its own way.
   *
   * @return equal contents; records are shared
   */
  DiskImage copy() {
    DiskImage copy = new DiskImage();
    copy.partitions = new Contents[partitions.length];
    for (int id = 0; id < partitions.length; id++) {
      if (partitions[id] != null) {
        copy.partitions[id] = new Contents();
        copy.partitions[id].state = partitions[id].state;
        copy.partitions[id].entries = new ArrayList<>(partitions[id].entries);
      }
    }
    copy.metadata.putAll(metadata);
    return copy;
  }

  /**
   * Carries a batch out.
   *
   * @param batch the batch
   * @throws WalException ILLEGAL_BATCH if it breaks a rule; nothing has changed then
   */
  void apply(WalBatch batch) throws WalException {
    SortedMap<Integer, PartitionChange> changes = new TreeMap<>();
    for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
      Contents contents = contents(writes.getKey());
      changes.put(
          writes.getKey(),
          PartitionChange.plan(
              writes.getKey(),
              contents.state,
              writes.getValue(),
              index -> contents.entry(index).term()));
    }
    changes.forEach(this::change);
    batch.metadata().forEach((key, value) -> {
      if (value.length == 0) {
        metadata.remove(key);
      } else {
        metadata.put(key, value.clone());
      }
    });
  }

  private void change(int partition, PartitionChange change) {
    if (change.dropped()) {
      if (partition < partitions.length) {
        partitions[partition] = null;
      }
      return;
    }
    if (partition >= partitions.length) {
      partitions = Arrays.copyOf(partitions, 2 * partition);
    }
    if (partitions[partition] == null) {
      partitions[partition] = new Contents();
    }
    partitions[partition].change(change);
  }

  /** Null for a partition that was never written. */
  private Contents written(int partition) {
    return partition < partitions.length ? partitions[partition] : null;
  }

  private Contents contents(int partition) {
    Contents contents = written(partition);
    return contents == null ? new Contents() : contents;
  }

  /**
   * Those that have something.
   *
   * @return in ascending order
   */
  public SortedSet<Integer> partitions() {
    SortedSet<Integer> ids = new TreeSet<>();
    for (int id = 0; id < partitions.length; id++) {
      if (partitions[id] != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  /**
   * A partition's state.
   *
   * @param partition any id
   * @return as of the image
   */
  public PartitionState state(int partition) {
    Contents contents = written(partition);
    return contents == null ? PartitionState.EMPTY : contents.state;
  }

  /**
   * An entry.
   *
   * @param partition any id
   * @param index any index
   * @return null if it is not there
   */
  public EntryRecord entry(int partition, long index) {
    Contents contents = written(partition);
    if (contents == null
        || index <= contents.state.boundary().index()
        || index > contents.state.lastIndex()) {
      return null;
    }
    return contents.entry(index);
  }

  /**
   * Whether a member whose disk this is has an entry for good: the entry itself, or a boundary that
   * covers it.
   *
   * @param partition any id
   * @param index the entry
   * @param term its term
   * @return true if it counts for a quorum
   */
  public boolean holds(int partition, long index, long term) {
    LogBoundary boundary = state(partition).boundary();
    if (index <= boundary.index()) {
      return index < boundary.index() || term == boundary.term();
    }
    EntryRecord entry = entry(partition, index);
    return entry != null && entry.term() == term;
  }

  /**
   * Entries, as of {@link io.quorate.spi.Wal#read}.
   *
   * @param partition the partition
   * @param from the first index
   * @param maxBytes the limit
   * @return contiguous
   * @throws WalException OUT_OF_RANGE at or below the boundary
   */
  List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    Contents contents = contents(partition);
    long boundary = contents.state.boundary().index();
    if (from <= boundary) {
      throw new WalException(
          Kind.OUT_OF_RANGE,
          "partition " + partition + ": index " + from + " is at or below the boundary "
              + boundary);
    }
    List<EntryRecord> entries = new ArrayList<>();
    long bytes = 0;
    for (long index = from; index <= contents.state.lastIndex(); index++) {
      EntryRecord entry = contents.entry(index);
      bytes += entry.bytes().length;
      if (bytes > maxBytes && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  /**
   * A value of the key-value area.
   *
   * @param key which
   * @return empty if there is none
   */
  public Optional<byte[]> metadata(String key) {
    return Optional.ofNullable(metadata.get(key)).map(byte[]::clone);
  }
}
