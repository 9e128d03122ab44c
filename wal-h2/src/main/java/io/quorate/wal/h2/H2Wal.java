package io.quorate.wal.h2;

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
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStoreException;

/**
 * A write-ahead log on H2's MVStore: one store for all partitions of a node, one commit per batch,
 * and one stored value per run of entries.
 *
 * <p>The state of every partition is kept in memory; opening reads one record of state and the last
 * run of each. Reads may come from any thread, beside appends and beside {@link #close}. An append
 * that only adds does not disturb them; one that removes something (a truncation, a boundary) holds
 * them up until it is on the disk.
 *
 * <p>What a crash may cost: a last batch whose append had not returned. Damage is CORRUPT, at open
 * or when the entry is read. How that is so is told by the package.
 *
 * <p>Removing costs what is removed: about a microsecond per batch that had written the entries, in
 * the append that moves the boundary.
 */
public final class H2Wal implements Wal {
  private final String directory;
  private final H2Store store;
  private final RunReader reader;

  /**
   * Held by append and close. Their callers take turns anyway; if one does not, it must not do
   * harm.
   */
  private final Lock writing = new ReentrantLock();

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

  /** Whether the store has a batch that failed, and is not to be read. */
  private boolean hasUncommitted;

  private H2Wal(String directory, H2Store store) {
    this.directory = directory;
    this.store = store;
    this.reader = new RunReader(store);
  }

  /**
   * Opens a log with default options, creating it if the directory is empty or missing.
   *
   * @param directory the log's own
   * @return the log; what it reports is durable
   * @throws WalException as {@link io.quorate.spi.WalProvider#open}
   */
  public static H2Wal open(Path directory) throws WalException {
    return open(directory, H2Options.DEFAULTS);
  }

  /**
   * Opens a log, creating it if the directory is empty or missing.
   *
   * @param directory the log's own
   * @param options how
   * @return the log; what it reports is durable
   * @throws WalException as {@link io.quorate.spi.WalProvider#open}
   */
  public static H2Wal open(Path directory, H2Options options) throws WalException {
    try {
      return open(DiskDirectory.create(directory), options);
    } catch (IOException e) {
      throw H2Errors.wrap("cannot open " + directory, e);
    }
  }

  /** On any directory. */
  static H2Wal open(LogDirectory directory, H2Options options) throws WalException {
    H2Store store = H2Store.open(directory, options);
    H2Wal wal = new H2Wal(directory.toString(), store);
    try {
      wal.loadStates();
    } catch (WalException | RuntimeException | Error e) {
      try {
        store.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
    return wal;
  }

  private void loadStates() throws WalException {
    try {
      Cursor<byte[], byte[]> stored = store.states().cursor(null);
      while (stored.hasNext()) {
        byte[] key = stored.next();
        StateRecord record = StateRecord.decode(key, stored.getValue());
        int partition = Keys.partition(key);
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
    } catch (MVStoreException | BlockException e) {
      throw H2Errors.wrap("cannot read the partitions of " + directory, e);
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
    Operations operations = prepare(batch, changes);
    if (removes) {
      access.writeLock().lock();
      try {
        commit(operations);
        publish(changes);
      } finally {
        access.writeLock().unlock();
      }
    } else {
      // Reads go on meanwhile: they end at the last index of the state, which is still the old
      // one.
      commit(operations);
      access.writeLock().lock();
      try {
        publish(changes);
      } finally {
        access.writeLock().unlock();
      }
    }
  }

  /** What fails in here has written nothing. */
  private Operations prepare(WalBatch batch, SortedMap<Integer, PartitionChange> changes)
      throws WalException {
    Operations operations = new Operations(store, reader);
    for (Map.Entry<Integer, PartitionChange> change : changes.entrySet()) {
      int partition = change.getKey();
      operations.add(
          partition, states.containsKey(partition), stateOf(partition), change.getValue());
    }
    batch.metadata().forEach(operations::addMetadata);
    return operations;
  }

  private void commit(Operations operations) throws WalException {
    try {
      operations.run();
      store.commit();
    } catch (IOException | MVStoreException | BlockException e) {
      throw fail(e);
    } catch (RuntimeException | Error e) {
      // Such as a lack of memory: half a batch must not go with the next.
      e.addSuppressed(fail(e));
      throw e;
    }
  }

  /** Nothing is written any more, and what was acknowledged stays readable. */
  private WalException fail(Throwable e) {
    WalException failed = H2Errors.writeFailed(directory, e);
    failure = Optional.of(failed);
    access.writeLock().lock();
    try {
      hasUncommitted = true;
      forgetUncommitted();
    } catch (WalException | RuntimeException again) {
      // The next read tries again.
      failed.addSuppressed(again);
    } finally {
      access.writeLock().unlock();
    }
    return failed;
  }

  /** With {@link #access} held. */
  private void forgetUncommitted() throws WalException {
    if (hasUncommitted) {
      try {
        store.forgetUncommitted();
        hasUncommitted = false;
      } catch (IOException | MVStoreException | BlockException e) {
        throw H2Errors.wrap("cannot read " + directory + " after a write that failed", e);
      }
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

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return read(() -> {
      try {
        return Optional.ofNullable(store.metadata().get(key)).map(byte[]::clone);
      } catch (MVStoreException | BlockException e) {
        throw H2Errors.wrap("metadata " + key + " cannot be read", e);
      }
    });
  }

  /**
   * Closes the log. Unless a write failed before, everything goes to its place in the data file
   * first, so that the next open has nothing to replay. H2 compacts nothing: that could take long.
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
    } catch (IOException | MVStoreException e) {
      throw H2Errors.wrap("cannot close " + directory, e);
    } finally {
      access.writeLock().unlock();
      writing.unlock();
    }
  }

  /** How many MiB of pages are in memory. */
  int cacheMebibytesUsed() {
    return store.cacheMebibytesUsed();
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

  /** With the lock, so that the store is neither closed nor replaced under a read. */
  private <T> T read(Reading<T> reading) throws WalException {
    access.readLock().lock();
    try {
      throwIfClosed();
      if (!hasUncommitted) {
        return reading.run();
      }
    } finally {
      access.readLock().unlock();
    }
    access.writeLock().lock();
    try {
      throwIfClosed();
      forgetUncommitted();
      return reading.run();
    } finally {
      access.writeLock().unlock();
    }
  }
}
