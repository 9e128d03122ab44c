package io.quorate.wal.memory;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionChange;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import io.quorate.wal.memory.MemoryDisk.PartitionLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;

/**
 * A write-ahead log in RAM. It keeps every rule of {@link Wal} but durability, and is written to be
 * read: an append plans the change of each partition, and only when all of them are legal carries
 * them out, under a lock that readers share.
 */
public final class MemoryWal implements Wal {
  private final MemoryDisk disk;

  /** Guarded by the disk's lock, as is {@link #failure}. */
  private boolean closed;

  private Optional<WalException> failure = Optional.empty();

  /**
   * Opens a log.
   *
   * @param disk where its contents are, and stay
   * @throws WalException LOCKED if another log is open on the disk
   */
  public MemoryWal(MemoryDisk disk) throws WalException {
    disk.acquire();
    this.disk = disk;
  }

  @Override
  public void append(WalBatch batch) throws WalException {
    Lock lock = disk.lock.writeLock();
    lock.lock();
    try {
      throwIfClosed();
      if (failure.isPresent()) {
        WalException first = failure.get();
        throw new WalException(
            first.kind(), "an earlier append failed: " + first.getMessage(), first);
      }
      SortedMap<Integer, PartitionChange> changes = plan(batch);
      try {
        disk.throwIfAppendMustFail();
      } catch (WalException e) {
        failure = Optional.of(e);
        throw e;
      }
      changes.forEach(this::carryOut);
      batch.metadata().forEach(this::putMetadata);
    } finally {
      lock.unlock();
    }
  }

  /** Throws if any of the writes is illegal; nothing has changed then. */
  private SortedMap<Integer, PartitionChange> plan(WalBatch batch) throws WalException {
    SortedMap<Integer, PartitionChange> changes = new TreeMap<>();
    for (Map.Entry<Integer, List<PartitionWrite>> writes : batch.partitions().entrySet()) {
      int partition = writes.getKey();
      PartitionLog log = log(partition);
      changes.put(
          partition,
          PartitionChange.plan(
              partition,
              log.state,
              writes.getValue(),
              index -> log.entries.get(index).term()));
    }
    return changes;
  }

  private void carryOut(int partition, PartitionChange change) {
    if (change.dropped()) {
      disk.partitions.remove(partition);
      return;
    }
    PartitionLog log = disk.partitions.computeIfAbsent(partition, id -> new PartitionLog());
    log.entries.tailMap(change.keepThrough(), false).clear();
    log.entries.headMap(change.after().boundary().index(), true).clear();
    change.entries().forEach(entry -> log.entries.put(entry.index(), entry));
    log.state = change.after();
  }

  private void putMetadata(String key, byte[] value) {
    if (value.length == 0) {
      disk.metadata.remove(key);
    } else {
      disk.metadata.put(key, value.clone());
    }
  }

  @Override
  public SortedSet<Integer> partitions() throws WalException {
    return read(() -> Collections.unmodifiableSortedSet(new TreeSet<>(disk.partitions.keySet())));
  }

  @Override
  public PartitionState state(int partition) throws WalException {
    return read(() -> log(partition).state);
  }

  @Override
  public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
    return read(() -> {
      PartitionLog log = log(partition);
      long boundary = log.state.boundary().index();
      if (from <= boundary) {
        throw outOfRange(partition, from, "at or below the boundary " + boundary);
      }
      List<EntryRecord> entries = new ArrayList<>();
      long bytes = 0;
      for (EntryRecord entry : log.entries.tailMap(from, true).values()) {
        bytes += entry.bytes().length;
        if (bytes > maxBytes && !entries.isEmpty()) {
          break;
        }
        entries.add(entry);
      }
      return entries;
    });
  }

  @Override
  public long term(int partition, long index) throws WalException {
    return read(() -> {
      PartitionLog log = log(partition);
      PartitionState state = log.state;
      if (index < state.boundary().index()) {
        throw outOfRange(
            partition, index, "below the boundary " + state.boundary().index());
      }
      if (index > state.lastIndex()) {
        throw outOfRange(partition, index, "above the last entry " + state.lastIndex());
      }
      return index == state.boundary().index()
          ? state.boundary().term()
          : log.entries.get(index).term();
    });
  }

  @Override
  public Optional<byte[]> metadata(String key) throws WalException {
    return read(() -> Optional.ofNullable(disk.metadata.get(key)).map(byte[]::clone));
  }

  @Override
  public void close() {
    Lock lock = disk.lock.writeLock();
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        disk.release();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The partition's log, or an empty one that is not kept. */
  private PartitionLog log(int partition) {
    return disk.partitions.getOrDefault(partition, new PartitionLog());
  }

  private static WalException outOfRange(int partition, long index, String why) {
    return new WalException(
        Kind.OUT_OF_RANGE, "partition " + partition + ": index " + index + " is " + why);
  }

  private void throwIfClosed() throws WalException {
    if (closed) {
      throw new WalException(Kind.CLOSED, "the log on " + disk + " is closed");
    }
  }

  private interface Reading<T> {
    T run() throws WalException;
  }

  private <T> T read(Reading<T> reading) throws WalException {
    Lock lock = disk.lock.readLock();
    lock.lock();
    try {
      throwIfClosed();
      return reading.run();
    } finally {
      lock.unlock();
    }
  }
}
