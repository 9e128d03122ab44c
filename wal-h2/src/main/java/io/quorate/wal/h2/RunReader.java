package io.quorate.wal.h2;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStoreException;

/**
 * Reads entries from the runs of a store. Whatever is not as it must be is CORRUPT, with partition
 * and index: a run that is missing or damaged, one that does not begin where the one before it
 * ends. Any number of threads.
 */
final class RunReader {
  private final H2Store store;

  RunReader(H2Store store) {
    this.store = store;
  }

  private interface Reading<T> {
    T run() throws WalException;
  }

  /**
   * The entries from {@code from} to {@code last}, both of which exist, but not over
   * {@code maxBytes} save the first.
   */
  List<EntryRecord> read(int partition, long from, long last, long maxBytes) throws WalException {
    List<EntryRecord> entries = new ArrayList<>();
    return placed(partition, from, () -> {
      long bytes = 0;
      Cursor<byte[], byte[]> runs = runsFrom(partition, from);
      Run run = next(runs, partition, from);
      // Once the first entry alone exceeds the limit, the next run is not even looked at.
      for (long index = from; index <= last && bytes <= maxBytes; index++) {
        if (index > run.last()) {
          run = next(runs, partition, index);
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
      return entries;
    });
  }

  /** The term of an entry that exists. */
  long term(int partition, long index) throws WalException {
    return placed(partition, index, () -> {
      Run run = runWith(partition, index);
      run.moveTo(index);
      return run.term();
    });
  }

  /** Index and term of a partition's last entry; empty if it has none. */
  Optional<LogBoundary> last(int partition) throws WalException {
    return placed(partition, Long.MAX_VALUE, () -> {
      byte[] key = store.runs().floorKey(Keys.run(partition, Long.MAX_VALUE));
      if (key == null || !Keys.isRunOf(partition, key)) {
        return Optional.empty();
      }
      Run run = Run.decode(key, store.runs().get(key));
      run.moveTo(run.last());
      return Optional.of(new LogBoundary(run.last(), run.term()));
    });
  }

  /** The first index of the run with an entry that exists. */
  long firstOfRunWith(int partition, long index) throws WalException {
    return placed(partition, index, () -> Keys.first(keyOfRunWith(partition, index)));
  }

  /**
   * The entries of the run with an entry that exists, up to that one; empty if that one is the
   * run's last.
   */
  List<EntryRecord> runUpTo(int partition, long index) throws WalException {
    return placed(partition, index, () -> {
      Run run = runWith(partition, index);
      if (run.last() == index) {
        return List.of();
      }
      List<EntryRecord> entries = new ArrayList<>();
      for (long i = run.first(); i <= index; i++) {
        run.moveTo(i);
        entries.add(run.entry());
      }
      return entries;
    });
  }

  /** The keys of the runs of a partition, from one up to another, both included. */
  List<byte[]> keys(int partition, long from, long to) throws WalException {
    return placed(partition, from, () -> {
      List<byte[]> keys = new ArrayList<>();
      Cursor<byte[], byte[]> runs =
          store.runs().cursor(Keys.run(partition, from), Keys.run(partition, to), false);
      while (runs.hasNext()) {
        keys.add(runs.next());
      }
      return keys;
    });
  }

  private Run runWith(int partition, long index) throws WalException {
    return next(runsFrom(partition, index), partition, index);
  }

  /** From the run with an entry on. */
  private Cursor<byte[], byte[]> runsFrom(int partition, long index) throws WalException {
    return store.runs().cursor(keyOfRunWith(partition, index));
  }

  private byte[] keyOfRunWith(int partition, long index) throws WalException {
    byte[] key = store.runs().floorKey(Keys.run(partition, index));
    if (key == null || !Keys.isRunOf(partition, key)) {
      throw corrupt(partition, index, "is missing");
    }
    return key;
  }

  /** The run that comes next, which must have the entry. */
  private static Run next(Cursor<byte[], byte[]> runs, int partition, long index)
      throws WalException {
    if (!runs.hasNext()) {
      throw corrupt(partition, index, "is missing");
    }
    byte[] key = runs.next();
    if (!Keys.isRunOf(partition, key)) {
      throw corrupt(partition, index, "is missing");
    }
    Run run = Run.decode(key, runs.getValue());
    if (index < run.first() || index > run.last()) {
      throw corrupt(partition, index, "is missing");
    }
    return run;
  }

  /** What H2 throws says where in the file; this says whose it is. */
  private static <T> T placed(int partition, long index, Reading<T> reading) throws WalException {
    try {
      return reading.run();
    } catch (MVStoreException | BlockException e) {
      String what = index == Long.MAX_VALUE ? "the last entry" : "entry " + index;
      throw H2Errors.wrap("partition " + partition + ": " + what + " cannot be read", e);
    }
  }

  private static WalException corrupt(int partition, long index, String what) {
    return new WalException(
        Kind.CORRUPT, "partition " + partition + ": entry " + index + " " + what);
  }
}
