package com.example.wal;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A write-ahead log in one file, for all partitions: with a file for each, a batch over several
 * would need a commit record elsewhere to be atomic, and a sync for each.
 *
 * <p>The thread that appends writes and syncs without the lock, and takes it only to publish what
 * is durable. Readers share it.
 */
final class FileWal implements Wal {
  private static final String NAME = "log";
  private static final String NEXT = "log.next";
  private static final long CHUNK_BYTES = 1 << 20;

  private final LockedDirectory directory;
  private final long garbage;
  private final FileWalProvider.Sync sync;

  /**
   * Guards what follows, but not from the thread that appends and closes, which alone changes it.
   */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private LogFile file;
  private boolean closed;

  /** Of the thread that appends. */
  private Optional<WalException> failure = Optional.empty();

  private FileWal(LockedDirectory directory, long garbage, FileWalProvider.Sync sync)
      throws IOException, WalException {
    this.directory = directory;
    this.garbage = garbage;
    this.sync = sync;
    Path path = directory.path().resolve(NAME);
    this.file = Files.notExists(path) ? replace(Optional.empty()) : LogFile.open(path);
    // Who made the file, or put it in another's place, may have been killed before that was
    // durable.
    LockedDirectory.force(directory.path());
  }

  static FileWal open(Path path, long garbage, FileWalProvider.Sync sync) throws WalException {
    try {
      LockedDirectory directory = LockedDirectory.open(path);
      try {
        return new FileWal(directory, garbage, sync);
      } catch (IOException | WalException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed("the log in " + path + " could not be opened", e);
    }
  }

  // #region append
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
    if (changes.isEmpty() && batch.metadata().isEmpty()) {
      return;
    }
    try {
      if (file.dead() > file.live() + garbage) {
        rewrite();
      }
      byte[] body = LogFile.encode(changes, batch.metadata());
      file.write(body);
      sync.force(file.channel());
      publish(() -> file.apply(ByteBuffer.wrap(body)));
    } catch (IOException e) {
      // After a failed write or sync the disk can no longer be believed (WAL-F1).
      failure = Optional.of(failed("a batch could not be written to " + file.path(), e));
      throw failure.get();
    } catch (WalException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /** What the writes come to; refuses those that break a rule before anything changes (WAL-A2). */
  private PartitionChange plan(int partition, List<PartitionWrite> writes) throws WalException {
    LogFile.Log log = file.logs.get(partition);
    return PartitionChange.plan(
        partition,
        log == null ? PartitionState.EMPTY : log.state(),
        writes,
        index -> log.entries.get(index).term());
  }
  // #endregion

  private void publish(Runnable change) {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Frees space: all that is live goes to a new file, which takes the old one's name. */
  private void rewrite() throws IOException, WalException {
    LogFile old = file;
    LogFile next = replace(Optional.of(old));
    publish(() -> file = next);
    old.close();
  }

  private LogFile replace(Optional<LogFile> old) throws IOException, WalException {
    Path name = directory.path().resolve(NAME);
    LogFile next = LogFile.create(directory.path().resolve(NEXT), name);
    try {
      if (old.isPresent()) {
        copy(old.get(), next);
      }
      sync.force(next.channel());
      Files.move(
          directory.path().resolve(NEXT),
          name,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      LockedDirectory.force(directory.path());
      return next;
    } catch (IOException | WalException | RuntimeException e) {
      next.close();
      throw e;
    }
  }

  /** In records of a limited size: the file counts only once it has its name. */
  private static void copy(LogFile from, LogFile to) throws IOException, WalException {
    for (Map.Entry<Integer, LogFile.Log> log : from.logs.entrySet()) {
      PartitionState state = log.getValue().state();
      long keep = state.boundary().index();
      do {
        List<EntryRecord> chunk = read(from, log.getKey(), keep + 1, CHUNK_BYTES);
        PartitionChange change = new PartitionChange(false, state, keep, chunk);
        add(to, new TreeMap<>(Map.of(log.getKey(), change)), new TreeMap<>());
        keep += chunk.size();
      } while (keep < state.lastIndex());
    }
    add(to, new TreeMap<>(), from.metadata);
  }

  private static void add(
      LogFile to, SortedMap<Integer, PartitionChange> changes, SortedMap<String, byte[]> metadata)
      throws IOException {
    byte[] body = LogFile.encode(changes, metadata);
    to.write(body);
    to.apply(ByteBuffer.wrap(body));
  }

  @Override
  public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    return reading(() -> read(file, partition, from, maxBytes));
  }

  private static List<EntryRecord> read(LogFile file, int partition, long from, long maxBytes)
      throws IOException, WalException {
    PartitionState state = state(file, partition);
    if (from <= state.boundary().index()) {
      throw outOfRange(partition, from, state);
    }
    List<EntryRecord> entries = new ArrayList<>();
    if (from > state.lastIndex()) {
      return entries;
    }
    long bytes = 0;
    for (Map.Entry<Long, LogFile.Entry> entry :
        file.logs.get(partition).entries.tailMap(from, true).entrySet()) {
      bytes += entry.getValue().length();
      if (bytes > maxBytes && !entries.isEmpty()) {
        break;
      }
      entries.add(file.entry(partition, entry.getKey(), entry.getValue()));
    }
    return entries;
  }

  private static PartitionState state(LogFile file, int partition) {
    LogFile.Log log = file.logs.get(partition);
    return log == null ? PartitionState.EMPTY : log.state();
  }

  @Override
  public PartitionState state(int partition) throws WalException {
    return reading(() -> state(file, partition));
  }

  @Override
  public SortedSet<Integer> partitions() throws WalException {
    return reading(() -> Collections.unmodifiableSortedSet(new TreeSet<>(file.logs.keySet())));
  }

  @Override
  public long term(int partition, long index) throws WalException {
    return reading(() -> {
      PartitionState state = state(file, partition);
      if (index == state.boundary().index()) {
        return state.boundary().term();
      }
      if (index < state.boundary().index() || index > state.lastIndex()) {
        throw outOfRange(partition, index, state);
      }
      return file.logs.get(partition).entries.get(index).term();
    });
  }

  private static WalException outOfRange(int partition, long index, PartitionState state) {
    return new WalException(
        Kind.OUT_OF_RANGE,
        "partition " + partition + ": index " + index
            + " is outside of the log, which starts after " + state.boundary().index()
            + " and ends with " + state.lastIndex());
  }

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return reading(() -> Optional.ofNullable(file.metadata.get(key)).map(byte[]::clone));
  }

  @FunctionalInterface
  private interface Reading<T> {
    T run() throws IOException, WalException;
  }

  private <T> T reading(Reading<T> reading) throws WalException {
    lock.readLock().lock();
    try {
      throwIfClosed();
      return reading.run();
    } catch (IOException e) {
      throw failed(file.path() + " could not be read", e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void throwIfClosed() throws WalException {
    if (closed) {
      throw new WalException(Kind.CLOSED, "the log in " + directory.path() + " is closed");
    }
  }

  /** The JDK tells a full disk by the operating system's words alone. */
  private static WalException failed(String what, IOException e) {
    String why = String.valueOf(e.getMessage());
    boolean full = why.contains("No space left") || why.contains("Disk quota exceeded");
    return new WalException(full ? Kind.DISK_FULL : Kind.FAILED, what + ": " + why, e);
  }

  @Override
  public void close() throws WalException {
    if (closed) {
      return;
    }
    publish(() -> closed = true);
    try (directory) {
      file.close();
    } catch (IOException e) {
      throw failed("the log in " + directory.path() + " could not be closed", e);
    }
  }
}
