package io.quorate.wal.rocksdb;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * A write-ahead log on RocksDB: one database for all partitions of a node, one synced write per
 * batch, and one stored value per run of entries.
 *
 * <p>The state of every partition is kept in memory; opening reads one record of state and the last
 * run of each. Reads may come from any thread, beside appends and beside {@link #close}. An append
 * that only adds does not disturb them; one that removes something (a truncation, a boundary) holds
 * them up until it is on the disk.
 *
 * <p>What a crash may cost: a last batch whose append had not returned. Damage is CORRUPT, at open
 * or when the entry is read. One case remains in which acknowledged batches can be lost without an
 * error: the power fails, and the end of RocksDB's log, from some batch on, is later cut off or
 * blank though it had been synced. Only a trace on the disk of every single batch could show that,
 * and would cost a second sync; the one that is kept is as old as the operating system left it,
 * some seconds. After a kill, or a clean close, that trace is exact.
 */
public final class RocksDbWal implements Wal {
  private final Path directory;
  private final RocksDbStore store;
  private final RunReader reader;

  /**
   * Held by append and close. Their callers take turns anyway; if one does not, it must not crash
   * the process.
   */
  private final Lock writing = new ReentrantLock();

  private final BatchEncoder encoder;

  /** Set by the first write that fails; see WAL-F1. Guarded by {@link #writing}. */
  private Optional<WalException> failure = Optional.empty();

  /**
   * Shared by reads; exclusive while entries that reads may be at disappear, and to publish states,
   * and to close.
   */
  private final ReentrantReadWriteLock access = new ReentrantReadWriteLock();

  /** Changed only with both locks held. */
  private final SortedMap<Integer, PartitionState> states = new TreeMap<>();

  private boolean closed;

  private RocksDbWal(Path directory, RocksDbStore store) {
    this.directory = directory;
    this.store = store;
    this.reader = new RunReader(store);
    this.encoder = new BatchEncoder(store, reader);
  }

  /**
   * Opens a log with default options, creating it if the directory is empty or missing.
   *
   * @param directory the log's own
   * @return the log; what it reports is durable
   * @throws WalException as {@link io.quorate.spi.WalProvider#open}
   */
  public static RocksDbWal open(Path directory) throws WalException {
    return open(directory, RocksDbOptions.DEFAULTS);
  }

  /**
   * Opens a log, creating it if the directory is empty or missing.
   *
   * @param directory the log's own
   * @param options how
   * @return the log; what it reports is durable
   * @throws WalException as {@link io.quorate.spi.WalProvider#open}
   */
  public static RocksDbWal open(Path directory, RocksDbOptions options) throws WalException {
    RocksDbStore store = RocksDbStore.open(directory, options);
    RocksDbWal wal = new RocksDbWal(directory, store);
    try {
      wal.loadStates();
    } catch (WalException | RuntimeException | Error e) {
      try {
        store.close();
      } catch (RocksDBException | IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    return wal;
  }

  private void loadStates() throws WalException {
    try (RocksIterator stored = store.states()) {
      for (stored.seekToFirst(); stored.isValid(); stored.next()) {
        StateRecord record = StateRecord.decode(stored.key(), stored.value());
        int partition = Keys.partition(stored.key());
        LogBoundary boundary = record.boundary();
        LogBoundary last = reader.last(partition).orElse(boundary);
        if (last.index() < boundary.index()) {
          throw new WalException(
              Kind.CORRUPT,
              "partition " + partition + ": its last entry " + last.index()
                  + " is below its boundary " + boundary.index());
        }
        states.put(
            partition, new PartitionState(record.hardState(), boundary, last.index(), last.term()));
      }
      stored.status();
    } catch (RocksDBException e) {
      throw RocksDbErrors.wrap("cannot read the partitions of " + directory, e);
    }
  }

  @Override
  public void append(WalBatch batch) throws WalException {
    writing.lock();
    try {
      throwIfClosed();
      if (failure.isPresent()) {
        WalException first = failure.get();
        throw new WalException(
            first.kind(),
            "the log in " + directory
                + " takes nothing more until it is opened anew, because a write failed: "
                + first.getMessage(),
            first);
      }
      if (!batch.partitions().isEmpty() || !batch.metadata().isEmpty()) {
        write(batch);
      }
    } finally {
      writing.unlock();
    }
  }

  private void write(WalBatch batch) throws WalException {
    SortedMap<Integer, PartitionChange> changes = new TreeMap<>();
    boolean removes = false;
    for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
      int partition = writes.getKey();
      PartitionState before = stateOf(partition);
      PartitionChange change = PartitionChange.plan(
          partition, before, writes.getValue(), index -> reader.term(partition, index));
      changes.put(partition, change);
      removes |= change.removes(before);
    }
    try (WriteBatch operations = encode(batch, changes)) {
      if (removes) {
        access.writeLock().lock();
        try {
          write(operations);
          publish(changes);
        } finally {
          access.writeLock().unlock();
        }
      } else {
        // Reads go on meanwhile: they end at the last index of the state, which is still the old
        // one.
        write(operations);
        access.writeLock().lock();
        try {
          publish(changes);
        } finally {
          access.writeLock().unlock();
        }
      }
    }
  }

  /** What fails in here has written nothing. */
  private WriteBatch encode(WalBatch batch, SortedMap<Integer, PartitionChange> changes)
      throws WalException {
    WriteBatch operations = new WriteBatch();
    try {
      for (Map.Entry<Integer, PartitionChange> change : changes.entrySet()) {
        int partition = change.getKey();
        encoder.put(
            operations,
            partition,
            states.containsKey(partition),
            stateOf(partition),
            change.getValue());
      }
      for (Map.Entry<String, byte[]> metadata : batch.metadata().entrySet()) {
        encoder.putMetadata(operations, metadata.getKey(), metadata.getValue());
      }
      return operations;
    } catch (RocksDBException e) {
      operations.close();
      throw RocksDbErrors.wrap("cannot prepare a batch", e);
    } catch (WalException | RuntimeException | Error e) {
      operations.close();
      throw e;
    }
  }

  private void write(WriteBatch operations) throws WalException {
    try {
      store.write(operations);
    } catch (RocksDBException | IOException e) {
      WalException failed = RocksDbErrors.writeFailed(directory, e);
      failure = Optional.of(failed);
      throw failed;
    }
  }

  private void publish(SortedMap<Integer, PartitionChange> changes) {
    changes.forEach((partition, change) -> {
      if (change.dropped()) {
        states.remove(partition);
      } else {
        states.put(partition, change.after());
      }
    });
  }

  @Override
  public SortedSet<Integer> partitions() throws WalException {
    return read(() -> Collections.unmodifiableSortedSet(new TreeSet<>(states.keySet())));
  }

  @Override
  public PartitionState state(int partition) throws WalException {
    return read(() -> stateOf(partition));
  }

  @Override
  public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    return read(() -> {
      PartitionState state = stateOf(partition);
      long boundary = state.boundary().index();
      if (from <= boundary) {
        throw outOfRange(partition, from, "at or below the boundary " + boundary);
      }
      return from > state.lastIndex()
          ? List.of()
          : reader.read(partition, from, state.lastIndex(), maxBytes);
    });
  }

  @Override
  public long term(int partition, long index) throws WalException {
    return read(() -> {
      PartitionState state = stateOf(partition);
      LogBoundary boundary = state.boundary();
      if (index < boundary.index()) {
        throw outOfRange(partition, index, "below the boundary " + boundary.index());
      }
      if (index > state.lastIndex()) {
        throw outOfRange(partition, index, "above the last entry " + state.lastIndex());
      }
      if (index == boundary.index()) {
        return boundary.term();
      }
      return index == state.lastIndex() ? state.lastTerm() : reader.term(partition, index);
    });
  }

  /** {@link RocksDbMemory} is the one ability there is. */
  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return type == RocksDbMemory.class ? Optional.of(type.cast(new Memory())) : Optional.empty();
  }

  private final class Memory implements RocksDbMemory {
    @Override
    public long blockCacheBytes() throws WalException {
      return figure("rocksdb.block-cache-usage");
    }

    @Override
    public long writeBufferBytes() throws WalException {
      return figure("rocksdb.size-all-mem-tables");
    }

    private long figure(String property) throws WalException {
      return read(() -> {
        try {
          return store.figure(property);
        } catch (RocksDBException e) {
          throw RocksDbErrors.wrap(property + " cannot be read", e);
        }
      });
    }
  }

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return read(() -> {
      try {
        return store.metadata(key);
      } catch (RocksDBException e) {
        throw RocksDbErrors.wrap("metadata " + key + " cannot be read", e);
      }
    });
  }

  /**
   * Closes the log. Unless a write failed before, RocksDB's own log is emptied into table files
   * first: what is in table files is covered by checksums to the last byte, and the next open has
   * nothing to replay.
   */
  @Override
  public void close() throws WalException {
    writing.lock();
    access.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try {
        if (failure.isEmpty()) {
          store.settle();
        }
      } finally {
        store.close();
      }
    } catch (RocksDBException e) {
      throw RocksDbErrors.wrap("cannot close " + directory, e);
    } catch (IOException e) {
      throw new WalException(Kind.FAILED, "cannot close " + directory + ": " + e, e);
    } finally {
      access.writeLock().unlock();
      writing.unlock();
    }
  }

  private PartitionState stateOf(int partition) {
    return states.getOrDefault(partition, PartitionState.EMPTY);
  }

  private static WalException outOfRange(int partition, long index, String why) {
    return new WalException(
        Kind.OUT_OF_RANGE, "partition " + partition + ": index " + index + " is " + why);
  }

  private void throwIfClosed() throws WalException {
    if (closed) {
      throw new WalException(Kind.CLOSED, "the log in " + directory + " is closed");
    }
  }

  private interface Reading<T> {
    T run() throws WalException;
  }

  /** With the lock, because RocksDB would crash the process if it were closed under a read. */
  private <T> T read(Reading<T> reading) throws WalException {
    access.readLock().lock();
    try {
      throwIfClosed();
      return reading.run();
    } finally {
      access.readLock().unlock();
    }
  }
}
