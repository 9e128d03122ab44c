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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Logs that each do one thing wrong, as real ones have. */
final class BrokenWals {
  private BrokenWals() {}

  private static WalBatch each(WalBatch batch, UnaryOperator<PartitionWrite> change) {
    TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
    batch
        .partitions()
        .forEach(
            (partition, list) -> writes.put(partition, list.stream().map(change).toList()));
    return new WalBatch(writes, new TreeMap<>(batch.metadata()));
  }

  private static PartitionWrite only(
      PartitionWrite write, OptionalLong truncate, Optional<LogBoundary> boundary) {
    return new PartitionWrite(write.drop(), write.hardState(), truncate, boundary, write.entries());
  }

  static Wal losesTruncation(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        inner.append(each(
            batch,
            write -> write.entries().isEmpty()
                ? only(write, OptionalLong.empty(), write.boundary())
                : write));
      }
    };
  }

  static Wal leavesAGap(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        List<EntryRecord> entries = new ArrayList<>(inner.read(partition, from, maxBytes));
        if (entries.size() > 4) {
          entries.remove(3);
        }
        return entries;
      }
    };
  }

  /** Keeps hard states in the instance only. */
  static Wal forgetsHardState(Wal inner) {
    return new ForwardingWal(inner) {
      private final Set<Integer> written = new HashSet<>();

      @Override
      public void append(WalBatch batch) throws WalException {
        inner.append(batch);
        batch.partitions().forEach((partition, writes) -> {
          if (writes.stream().anyMatch(write -> write.hardState().isPresent())) {
            written.add(partition);
          }
        });
      }

      @Override
      public PartitionState state(int partition) throws WalException {
        PartitionState state = inner.state(partition);
        return written.contains(partition)
            ? state
            : new PartitionState(
                Optional.empty(), state.boundary(), state.lastIndex(), state.lastTerm());
      }
    };
  }

  static Wal writesPartitionByPartition(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        for (Map.Entry<Integer, List<PartitionWrite>> writes :
            batch.partitions().entrySet()) {
          inner.append(new WalBatch(
              new TreeMap<>(Map.of(writes.getKey(), writes.getValue())), new TreeMap<>()));
        }
        inner.append(new WalBatch(new TreeMap<>(), new TreeMap<>(batch.metadata())));
      }
    };
  }

  static Wal acceptsAfterClose(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        try {
          inner.append(batch);
        } catch (WalException e) {
          if (e.kind() != Kind.CLOSED) {
            throw e;
          }
        }
      }
    };
  }

  /** Ignores a boundary that would go back, instead of refusing it. */
  static Wal acceptsBoundaryBack(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        try {
          inner.append(batch);
        } catch (WalException e) {
          if (e.kind() != Kind.ILLEGAL_BATCH || !e.getMessage().contains("boundary")) {
            throw e;
          }
        }
      }
    };
  }

  /** Takes the limit for a hard one. */
  static Wal readsNothingLarge(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        List<EntryRecord> entries = inner.read(partition, from, maxBytes);
        return entries.size() == 1 && entries.get(0).bytes().length > maxBytes
            ? List.of()
            : entries;
      }
    };
  }

  static Wal exceedsTheLimit(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        return inner.read(partition, from, maxBytes + (maxBytes == Long.MAX_VALUE ? 0 : 1));
      }
    };
  }

  static Wal readsOnFromTheBoundary(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        return inner.read(
            partition, Math.max(from, inner.state(partition).boundary().index() + 1), maxBytes);
      }
    };
  }

  static Wal closesOnce(Wal inner) {
    return new ForwardingWal(inner) {
      private boolean closed;

      @Override
      public void close() throws WalException {
        if (closed) {
          throw new WalException(Kind.FAILED, "closed already");
        }
        closed = true;
        inner.close();
      }
    };
  }

  static Wal keepsEmptyMetadata(Wal inner) {
    return new ForwardingWal(inner) {
      private final Set<String> emptied = new HashSet<>();

      @Override
      public void append(WalBatch batch) throws WalException {
        inner.append(batch);
        batch.metadata().forEach((key, value) -> {
          if (value.length == 0) {
            emptied.add(key);
          }
        });
      }

      @Override
      public Optional<byte[]> metadata(String key) throws WalException {
        Optional<byte[]> value = inner.metadata(key);
        return value.isEmpty() && emptied.contains(key) ? Optional.of(new byte[0]) : value;
      }
    };
  }

  /** Forgets the entries of a dropped partition only. */
  static Wal dropsEntriesOnly(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
        for (Map.Entry<Integer, List<PartitionWrite>> list : batch.partitions().entrySet()) {
          long boundary = inner.state(list.getKey()).boundary().index();
          writes.put(
              list.getKey(),
              list.getValue().stream()
                  .map(write ->
                      write.drop() && write.entries().isEmpty() ? Writes.truncate(boundary) : write)
                  .toList());
        }
        inner.append(new WalBatch(writes, new TreeMap<>(batch.metadata())));
      }
    };
  }

  static Wal doesNotKnowTheBoundarysTerm(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public long term(int partition, long index) throws WalException {
        if (index == inner.state(partition).boundary().index()) {
          throw new WalException(Kind.OUT_OF_RANGE, "index " + index + " is at the boundary");
        }
        return inner.term(partition, index);
      }
    };
  }

  /** Keeps the entries above a boundary whatever its term. */
  static Wal keepsConflictingEntries(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public void append(WalBatch batch) throws WalException {
        TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
        for (Map.Entry<Integer, List<PartitionWrite>> list : batch.partitions().entrySet()) {
          List<PartitionWrite> changed = new ArrayList<>();
          for (PartitionWrite write : list.getValue()) {
            changed.add(only(write, write.truncateAfter(), boundary(list.getKey(), write)));
          }
          writes.put(list.getKey(), changed);
        }
        inner.append(new WalBatch(writes, new TreeMap<>(batch.metadata())));
      }

      private Optional<LogBoundary> boundary(int partition, PartitionWrite write)
          throws WalException {
        Optional<LogBoundary> wanted = write.boundary();
        PartitionState state = inner.state(partition);
        if (wanted.isEmpty()
            || wanted.get().index() <= state.boundary().index()
            || wanted.get().index() > state.lastIndex()) {
          return wanted;
        }
        long index = wanted.get().index();
        return Optional.of(new LogBoundary(index, inner.term(partition, index)));
      }
    };
  }

  /** Goes on after a failure, as a retry of a failed sync would. */
  static Wal getsUpAgain(Wal inner, MoreWals more) {
    return new ForwardingWal(inner) {
      private Wal now = inner;

      @Override
      public void append(WalBatch batch) throws WalException {
        try {
          now.append(batch);
        } catch (WalException e) {
          if (e.kind() != Kind.ILLEGAL_BATCH && e.kind() != Kind.CLOSED) {
            now.close();
            now = more.open();
          }
          throw e;
        }
      }

      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        return now.read(partition, from, maxBytes);
      }

      @Override
      public PartitionState state(int partition) throws WalException {
        return now.state(partition);
      }

      @Override
      public void close() throws WalException {
        now.close();
      }
    };
  }

  /** Opens another log on the same disk. */
  interface MoreWals {
    Wal open() throws WalException;
  }

  /** Truncates and appends in two steps, and lets a reader see what is between them. */
  static Wal showsHalfABatch(Wal inner) {
    return new ForwardingWal(inner) {
      private volatile CountDownLatch seen = new CountDownLatch(0);
      private boolean readersCome = true;

      @Override
      public void append(WalBatch batch) throws WalException {
        boolean both = batch.partitions().values().stream()
            .flatMap(List::stream)
            .anyMatch(
                write -> write.truncateAfter().isPresent() && !write.entries().isEmpty());
        if (!both) {
          inner.append(batch);
          return;
        }
        inner.append(each(
            batch,
            write -> new PartitionWrite(
                write.drop(),
                write.hardState(),
                write.truncateAfter(),
                write.boundary(),
                List.of())));
        if (readersCome) {
          awaitAReader();
        }
        inner.append(each(batch, write -> PartitionWrite.append(write.entries())));
      }

      private void awaitAReader() {
        seen = new CountDownLatch(1);
        try {
          // Nobody comes where a test reads in this thread only, or once the readers have failed.
          readersCome = seen.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        List<EntryRecord> entries = inner.read(partition, from, maxBytes);
        seen.countDown();
        return entries;
      }
    };
  }
}
