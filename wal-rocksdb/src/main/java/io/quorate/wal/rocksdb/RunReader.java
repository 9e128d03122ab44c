package io.quorate.wal.rocksdb;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Reads entries from the runs of a store. Whatever is not as it must be is CORRUPT, with partition
 * and index: a run that is missing or damaged, one that does not begin where the one before it
 * ends. Any number of threads.
 */
final class RunReader {
  private final RocksDbStore store;

  RunReader(RocksDbStore store) {
    this.store = store;
  }

  /**
   * The entries from {@code from} to {@code last}, both of which exist, but not over
   * {@code maxBytes} save the first.
   */
  List<EntryRecord> read(int partition, long from, long last, long maxBytes) throws WalException {
    List<EntryRecord> entries = new ArrayList<>();
    long bytes = 0;
    try (RocksIterator runs = store.runs()) {
      runs.seekForPrev(Keys.run(partition, from));
      Run run = runWith(runs, partition, from);
      // Once the first entry alone exceeds the limit, the next run is not even looked at.
      for (long index = from; index <= last && bytes <= maxBytes; index++) {
        if (index > run.last()) {
          runs.next();
          run = runWith(runs, partition, index);
          if (run.first() != index) {
            throw corrupt(partition, index, "is in two records");
          }
        }
        run.moveTo(index);
        bytes += run.length();
        if (bytes <= maxBytes || index == from) {
          entries.add(run.entry());
        }
      }
    }
    return entries;
  }

  /** The term of an entry that exists. */
  long term(int partition, long index) throws WalException {
    try (RocksIterator runs = store.runs()) {
      runs.seekForPrev(Keys.run(partition, index));
      Run run = runWith(runs, partition, index);
      run.moveTo(index);
      return run.term();
    }
  }

  /** Index and term of a partition's last entry; empty if it has none. */
  Optional<LogBoundary> last(int partition) throws WalException {
    try (RocksIterator runs = store.runs()) {
      runs.seekForPrev(Keys.runsEnd(partition));
      throwIfFailed(runs, partition, "the last entry");
      if (!runs.isValid() || !Keys.isRunOf(partition, runs.key())) {
        return Optional.empty();
      }
      Run run = Run.decode(runs.key(), runs.value());
      run.moveTo(run.last());
      return Optional.of(new LogBoundary(run.last(), run.term()));
    }
  }

  /** The first index of the run with an entry that exists. */
  long firstOfRunWith(int partition, long index) throws WalException {
    try (RocksIterator runs = store.runs()) {
      runs.seekForPrev(Keys.run(partition, index));
      throwIfFailed(runs, partition, "entry " + index);
      if (!runs.isValid() || !Keys.isRunOf(partition, runs.key())) {
        throw corrupt(partition, index, "is missing");
      }
      return Keys.first(runs.key());
    }
  }

  /**
   * The entries of the run with an entry that exists, up to that one; empty if that one is the
   * run's last.
   */
  List<EntryRecord> runUpTo(int partition, long index) throws WalException {
    try (RocksIterator runs = store.runs()) {
      runs.seekForPrev(Keys.run(partition, index));
      Run run = runWith(runs, partition, index);
      if (run.last() == index) {
        return List.of();
      }
      List<EntryRecord> entries = new ArrayList<>();
      for (long i = run.first(); i <= index; i++) {
        run.moveTo(i);
        entries.add(run.entry());
      }
      return entries;
    }
  }

  private static Run runWith(RocksIterator runs, int partition, long index) throws WalException {
    throwIfFailed(runs, partition, "entry " + index);
    if (!runs.isValid()) {
      throw corrupt(partition, index, "is missing");
    }
    byte[] key = runs.key();
    if (!Keys.isRunOf(partition, key)) {
      throw corrupt(partition, index, "is missing");
    }
    Run run = Run.decode(key, runs.value());
    if (index < run.first() || index > run.last()) {
      throw corrupt(partition, index, "is missing");
    }
    return run;
  }

  private static void throwIfFailed(RocksIterator runs, int partition, String what)
      throws WalException {
    try {
      runs.status();
    } catch (RocksDBException e) {
      throw RocksDbErrors.wrap("partition " + partition + ": " + what + " cannot be read", e);
    }
  }

  private static WalException corrupt(int partition, long index, String what) {
    return new WalException(
        Kind.CORRUPT, "partition " + partition + ": entry " + index + " " + what);
  }
}
