package io.quorate.sim.tck;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** More logs that each do one thing wrong: what they make of a batch. */
final class BrokenWrites {
  private static final int SMALLEST_TOO_LARGE = 1 << 20;
  private static final int MOST_ENTRIES = 1 << 16;

  private BrokenWrites() {}

  /** Turns one write to a partition into others. */
  private interface Change {
    List<PartitionWrite> of(int partition, PartitionWrite write) throws WalException;
  }

  private static WalBatch changed(WalBatch batch, Change change) throws WalException {
    TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
    for (Map.Entry<Integer, List<PartitionWrite>> list : batch.partitions().entrySet()) {
      List<PartitionWrite> now = new ArrayList<>();
      for (PartitionWrite write : list.getValue()) {
        now.addAll(change.of(list.getKey(), write));
      }
      if (!now.isEmpty()) {
        writes.put(list.getKey(), now);
      }
    }
    return new WalBatch(writes, new TreeMap<>(batch.metadata()));
  }

  private static Wal changing(Wal inner, Change change) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        inner.append(changed(batch, change));
      }
    };
  }

  private static PartitionWrite with(
      PartitionWrite write,
      OptionalLong truncate,
      Optional<LogBoundary> boundary,
      List<EntryRecord> entries) {
    return new PartitionWrite(write.drop(), write.hardState(), truncate, boundary, entries);
  }

  private static WalBatch some(WalBatch batch, int partitions) {
    TreeMap<Integer, List<PartitionWrite>> some = new TreeMap<>();
    batch.partitions().entrySet().stream()
        .limit(partitions)
        .forEach(entry -> some.put(entry.getKey(), entry.getValue()));
    return new WalBatch(some, new TreeMap<>(batch.metadata()));
  }

  static Wal losesPartitions(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        inner.append(some(batch, 8));
      }
    };
  }

  /** Some of what failed is there when the log is opened anew. */
  static Wal leavesHalfOfAFailedBatch(Wal inner, BrokenWals.MoreWals more) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        try {
          inner.append(batch);
        } catch (WalException e) {
          if (e.kind() == Kind.FAILED) {
            inner.close();
            try (Wal again = more.open()) {
              again.append(some(batch, 8));
            }
          }
          throw e;
        }
      }
    };
  }

  static Wal keepsOneByteOfPartitions(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
        batch.partitions().forEach((partition, list) -> writes.put(partition & 0xff, list));
        inner.append(new WalBatch(writes, new TreeMap<>(batch.metadata())));
      }
    };
  }

  /** Entries that were truncated come back behind fewer that replace them. */
  static Wal showsTruncatedEntries(Wal inner) {
    return new ForwardingWal(inner) {
      private final Map<Integer, List<EntryRecord>> ghosts = new HashMap<>();

      @Override
      public void append(WalBatch batch) throws WalException {
        for (Map.Entry<Integer, List<PartitionWrite>> list : batch.partitions().entrySet()) {
          ghosts.remove(list.getKey());
          PartitionWrite write = list.getValue().get(0);
          if (write.truncateAfter().isPresent() && !write.entries().isEmpty()) {
            long from = write.truncateAfter().getAsLong() + 1 + write.entries().size();
            ghosts.put(list.getKey(), inner.read(list.getKey(), from, Long.MAX_VALUE));
          }
        }
        inner.append(batch);
      }

      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        List<EntryRecord> entries = new ArrayList<>(inner.read(partition, from, maxBytes));
        entries.addAll(ghosts.getOrDefault(partition, List.of()));
        return entries;
      }
    };
  }

  static Wal discardsWhatIsAboveABoundary(Wal inner) {
    return changing(inner, (partition, write) -> {
      PartitionState state = inner.state(partition);
      boolean within = write.boundary().isPresent()
          && write.boundary().get().index() > state.boundary().index()
          && write.boundary().get().index() < state.lastIndex();
      return List.of(
          within
              ? with(
                  write,
                  OptionalLong.of(write.boundary().get().index()),
                  write.boundary(),
                  write.entries())
              : write);
    });
  }

  static Wal ignoresABoundaryAbove(Wal inner) {
    return changing(inner, (partition, write) -> {
      boolean above = write.boundary().isPresent()
          && write.boundary().get().index() > inner.state(partition).lastIndex();
      return above ? List.of() : List.of(write);
    });
  }

  static Wal refusesTheSameBoundary(Wal inner) {
    return changing(inner, (partition, write) -> {
      LogBoundary present = inner.state(partition).boundary();
      if (present.index() > 0 && write.boundary().equals(Optional.of(present))) {
        throw new WalException(Kind.ILLEGAL_BATCH, "the boundary is there already");
      }
      return List.of(write);
    });
  }

  static Wal carriesOutTheLastWriteOnly(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        TreeMap<Integer, List<PartitionWrite>> last = new TreeMap<>();
        batch
            .partitions()
            .forEach((partition, list) -> last.put(partition, List.of(list.get(list.size() - 1))));
        inner.append(new WalBatch(last, new TreeMap<>(batch.metadata())));
      }
    };
  }

  static Wal forgetsWhatFollowsADrop(Wal inner) {
    return changing(inner, (partition, write) -> List.of(write.drop() ? Writes.drop() : write));
  }

  static Wal cutsLargeEntries(Wal inner) {
    return changing(
        inner,
        (partition, write) -> List.of(with(
            write,
            write.truncateAfter(),
            write.boundary(),
            write.entries().stream()
                .map(entry -> entry.bytes().length < SMALLEST_TOO_LARGE
                    ? entry
                    : new EntryRecord(
                        entry.index(),
                        entry.term(),
                        Arrays.copyOf(entry.bytes(), SMALLEST_TOO_LARGE)))
                .toList())));
  }

  static Wal losesManyEntries(Wal inner) {
    return changing(
        inner,
        (partition, write) -> List.of(with(
            write,
            write.truncateAfter(),
            write.boundary(),
            write.entries().subList(0, Math.min(MOST_ENTRIES, write.entries().size())))));
  }

  static Wal refusesEmptyBatches(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        if (batch.partitions().isEmpty() && batch.metadata().isEmpty()) {
          throw new WalException(Kind.ILLEGAL_BATCH, "an empty batch");
        }
        inner.append(batch);
      }
    };
  }
}
