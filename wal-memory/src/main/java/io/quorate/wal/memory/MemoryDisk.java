package io.quorate.wal.memory;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What a {@link MemoryWal} writes to, and what survives its close: one after the other, any number
 * of logs can be opened on the same disk. Safe for use by several threads.
 */
public final class MemoryDisk {
  private final String name;

  /** Guards all below it: appends write, everything else reads. */
  final ReadWriteLock lock = new ReentrantReadWriteLock();

  final NavigableMap<Integer, PartitionLog> partitions = new TreeMap<>();
  final SortedMap<String, byte[]> metadata = new TreeMap<>();
  private boolean open;
  private Optional<Kind> nextFailure = Optional.empty();

  /** One partition: its state, and the entries above its boundary by index. */
  static final class PartitionLog {
    PartitionState state = PartitionState.EMPTY;
    final NavigableMap<Long, EntryRecord> entries = new TreeMap<>();
  }

  /**
   * Makes an empty disk.
   *
   * @param name for messages
   */
  public MemoryDisk(String name) {
    this.name = Objects.requireNonNull(name, "name");
  }

  /**
   * Makes the next append to this disk fail, once, and change nothing: for tests of what happens
   * then.
   *
   * @param kind FAILED or DISK_FULL
   */
  public void failNextAppend(Kind kind) {
    lock.writeLock().lock();
    try {
      nextFailure = Optional.of(kind);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Called with the write lock held. */
  void throwIfAppendMustFail() throws WalException {
    Optional<Kind> failure = nextFailure;
    nextFailure = Optional.empty();
    if (failure.isPresent()) {
      throw new WalException(failure.get(), this + " was told to fail");
    }
  }

  void acquire() throws WalException {
    lock.writeLock().lock();
    try {
      if (open) {
        throw new WalException(Kind.LOCKED, this + " is open already");
      }
      open = true;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Called with the write lock held. */
  void release() {
    open = false;
  }

  @Override
  public String toString() {
    return "memory disk " + name;
  }
}
