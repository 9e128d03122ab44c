package io.quorate.sim.filewal;

import io.quorate.sim.file.DiskFullException;
import io.quorate.sim.file.FileStore;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A write-ahead log on the files of a {@link FileStore}; the package says how it works.
 *
 * <p>The thread that appends writes and syncs without a lock; only to publish what is durable, and
 * to close or remove a segment, it excludes the readers.
 */
public final class FileWal implements Wal {
  /** What this version writes, and the newest that it reads. */
  static final int FORMAT = 1;

  private static final String LOCK = "lock";

  private final FileStore store;
  private final FileWalOptions options;
  private final Closeable ownership;
  private final Manifest manifest;
  private final Cleaner cleaner;

  /** Guards index, segments and closed, for all but the thread that appends and closes. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private final LogIndex index;
  private final NavigableMap<Long, Segment> segments;
  private boolean closed;
  private final boolean hadTornTail;

  /** Of the appending thread alone. */
  private long sequence;

  private Optional<WalException> failure = Optional.empty();

  private FileWal(FileStore store, FileWalOptions options, Closeable ownership, Recovery found) {
    this.store = store;
    this.options = options;
    this.ownership = ownership;
    this.manifest = found.manifest();
    this.cleaner = new Cleaner(options);
    this.index = found.index();
    this.segments = found.segments();
    this.sequence = found.lastSequence();
    this.hadTornTail = found.hadTornTail();
  }

  /**
   * Opens a log, or makes an empty one if there are no files.
   *
   * @param store the files; nobody else may write to them
   * @param options sizes; they may differ from one opening to the next
   * @return the open log
   * @throws WalException LOCKED, CORRUPT or NEWER_FORMAT for what the files are; FAILED or
   *     DISK_FULL if they could not be read, or what is found could not be made durable
   */
  public static FileWal open(FileStore store, FileWalOptions options) throws WalException {
    try {
      Closeable ownership = store
          .tryLock(LOCK)
          .orElseThrow(
              () -> new WalException(Kind.LOCKED, store + " is open already, here or elsewhere"));
      try {
        return new FileWal(store, options, ownership, Recovery.run(store, FORMAT));
      } catch (IOException | WalException | RuntimeException e) {
        ownership.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed("the log in " + store + " could not be opened", e);
    }
  }

  /**
   * Whether the log, when it was opened, had a torn end that was cut off.
   *
   * @return false if it ended with a whole batch
   */
  public boolean hadTornTail() {
    return hadTornTail;
  }

  @Override
  public void append(WalBatch batch) throws WalException {
    throwIfClosed();
    if (failure.isPresent()) {
      WalException first = failure.get();
      throw new WalException(
          first.kind(), "an earlier append failed: " + first.getMessage(), first);
    }
    SortedMap<Integer, PartitionChange> changes = new TreeMap<>();
    for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
      changes.put(writes.getKey(), plan(writes.getKey(), writes.getValue()));
    }
    List<LogRecord> records = BatchRecords.of(changes, batch, index);
    if (records.isEmpty()) {
      return;
    }
    try {
      clean();
      commit(records);
    } catch (IOException e) {
      // Whatever the disk says from now on, it can no longer be believed.
      throw fail(failed("batch " + (sequence + 1) + " could not be written", e));
    } catch (WalException e) {
      throw fail(e);
    }
  }

  private WalException fail(WalException e) {
    failure = Optional.of(e);
    return e;
  }

  private PartitionChange plan(int partition, List<PartitionWrite> writes) throws WalException {
    Optional<LogIndex.Partition> there = index.partition(partition);
    return PartitionChange.plan(
        partition,
        there.map(LogIndex.Partition::state).orElse(PartitionState.EMPTY),
        writes,
        at -> there.orElseThrow().entries().get(at).term());
  }

  /** Makes records durable as one batch, and then visible. */
  private void commit(List<LogRecord> records) throws IOException, WalException {
    Segment last = segments.lastEntry().getValue();
    if (last.end() >= options.segmentBytes()) {
      last = Segment.create(store, last.number() + 1, sequence + 1, manifest.generation());
      Segment next = last;
      publish(() -> segments.put(next.number(), next));
    }
    List<Location> locations = last.append(sequence + 1, records);
    last.sync();
    manifest.set(sequence + 1, manifest.firstSegment());
    sequence++;
    publish(() -> {
      for (int i = 0; i < records.size(); i++) {
        index.apply(records.get(i), locations.get(i));
      }
    });
  }

  private void publish(Runnable change) {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void clean() throws IOException, WalException {
    Optional<Cleaner.Step> step = cleaner.step(segments, index);
    if (step.isEmpty()) {
      return;
    }
    if (!step.get().moved().isEmpty()) {
      commit(step.get().moved());
    }
    if (step.get().finished()) {
      removeOldest();
    }
  }

  /** The manifest first: a file that it does not name is nothing. */
  private void removeOldest() throws IOException {
    Segment oldest = segments.firstEntry().getValue();
    manifest.set(sequence, oldest.number() + 1);
    publish(() -> segments.remove(oldest.number()));
    oldest.close();
    store.delete(Segment.name(oldest.number()));
  }

  @Override
  public SortedSet<Integer> partitions() throws WalException {
    return reading(
        () -> Collections.unmodifiableSortedSet(new TreeSet<>(index.partitions().keySet())));
  }

  @Override
  public PartitionState state(int partition) throws WalException {
    return reading(() ->
        index.partition(partition).map(LogIndex.Partition::state).orElse(PartitionState.EMPTY));
  }

  @Override
  public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    return reading(() -> {
      PartitionState state = state(partition);
      if (from <= state.boundary().index()) {
        throw outOfRange(
            partition, from, "at or below the boundary " + state.boundary().index());
      }
      List<EntryRecord> entries = new ArrayList<>();
      if (from > state.lastIndex()) {
        return entries;
      }
      long bytes = 0;
      for (Map.Entry<Long, LogIndex.Entry> entry :
          index.partition(partition).orElseThrow().entries().tailMap(from, true).entrySet()) {
        bytes += entry.getValue().location().length() - LogRecord.HEADER_BYTES;
        if (bytes > maxBytes && !entries.isEmpty()) {
          break;
        }
        entries.add(entry(partition, entry.getKey(), entry.getValue()));
      }
      return entries;
    });
  }

  /** Reads an entry, and believes it only if it is the one that was written there. */
  private EntryRecord entry(int partition, long at, LogIndex.Entry entry) throws WalException {
    String what = "partition " + partition + ": entry " + at + ", in " + entry.location();
    try {
      Location location = entry.location();
      LogRecord record = segments.get(location.segment()).read(location.position());
      if (record.type() != LogRecord.Type.ENTRY
          || record.partition() != partition
          || record.index() != at
          || record.term() != entry.term()) {
        throw new WalException(Kind.CORRUPT, what + ": there is " + record);
      }
      return new EntryRecord(at, record.term(), record.payload());
    } catch (DamagedRecordException e) {
      throw new WalException(Kind.CORRUPT, what + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw failed(what + ", could not be read", e);
    }
  }

  @Override
  public long term(int partition, long at) throws WalException {
    return reading(() -> {
      PartitionState state = state(partition);
      if (at < state.boundary().index()) {
        throw outOfRange(partition, at, "below the boundary " + state.boundary().index());
      }
      if (at > state.lastIndex()) {
        throw outOfRange(partition, at, "above the last entry " + state.lastIndex());
      }
      return at == state.boundary().index()
          ? state.boundary().term()
          : index.partition(partition).orElseThrow().entries().get(at).term();
    });
  }

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return reading(() -> index.metadata(key).map(byte[]::clone));
  }

  @Override
  public void close() throws WalException {
    lock.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.writeLock().unlock();
    }
    List<Closeable> open = new ArrayList<>(segments.values());
    open.add(manifest);
    open.add(ownership);
    IOException first = null;
    for (Closeable resource : open) {
      try {
        resource.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw failed("the log in " + store + " could not be closed", first);
    }
  }

  private static WalException failed(String what, IOException e) {
    Kind kind = e instanceof DiskFullException ? Kind.DISK_FULL : Kind.FAILED;
    return new WalException(kind, what + ": " + e.getMessage(), e);
  }

  private static WalException outOfRange(int partition, long at, String why) {
    return new WalException(
        Kind.OUT_OF_RANGE, "partition " + partition + ": index " + at + " is " + why);
  }

  private void throwIfClosed() throws WalException {
    if (closed) {
      throw new WalException(Kind.CLOSED, "the log in " + store + " is closed");
    }
  }

  private interface Reading<T> {
    T run() throws WalException;
  }

  private <T> T reading(Reading<T> reading) throws WalException {
    Lock shared = lock.readLock();
    shared.lock();
    try {
      throwIfClosed();
      return reading.run();
    } finally {
      shared.unlock();
    }
  }
}
