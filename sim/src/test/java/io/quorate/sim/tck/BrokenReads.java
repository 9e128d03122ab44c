package io.quorate.sim.tck;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** More logs that each do one thing wrong: what they tell, and what they leave. */
final class BrokenReads {
  private BrokenReads() {}

  /** Caches for readers what the writer has changed since. */
  static Wal hidesTheNewestFromOtherThreads(Wal inner) {
    return new ForwardingWal(inner) {
      private volatile Thread writer = Thread.currentThread();

      @Override
      public void append(WalBatch batch) throws WalException {
        writer = Thread.currentThread();
        inner.append(batch);
      }

      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        List<EntryRecord> entries = new ArrayList<>(inner.read(partition, from, maxBytes));
        if (writer != Thread.currentThread() && entries.size() > 1) {
          entries.remove(entries.size() - 1);
        }
        return entries;
      }
    };
  }

  /** As one that frees memory which a reader still uses, were it not for Java. */
  static Wal breaksUnderReaders(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        try {
          return inner.read(partition, from, maxBytes);
        } catch (WalException e) {
          if (e.kind() == Kind.CLOSED) {
            throw new IllegalStateException("freed", e);
          }
          throw e;
        }
      }
    };
  }

  static Wal forgetsTheTermOfAnEmptyLog(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public PartitionState state(int partition) throws WalException {
        PartitionState state = inner.state(partition);
        return state.lastIndex() > state.boundary().index()
            ? state
            : new PartitionState(state.hardState(), state.boundary(), state.lastIndex(), 0);
      }
    };
  }

  static Wal skipsEmptyEntries(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public List<EntryRecord> read(int partition, long from, long maxBytes) throws WalException {
        return inner.read(partition, from, maxBytes).stream()
            .filter(entry -> entry.bytes().length > 0)
            .toList();
      }
    };
  }

  static Wal keepsFourBytesOfTerms(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public long term(int partition, long index) throws WalException {
        return (int) inner.term(partition, index);
      }
    };
  }

  static Wal listsBackwards(Wal inner) {
    return new ForwardingWal(inner) {
      @Override
      public SortedSet<Integer> partitions() throws WalException {
        return new TreeSet<>(inner.partitions()).descendingSet();
      }
    };
  }

  static Wal leaksAThread(Wal inner, String name) {
    Leaks.thread(name);
    return inner;
  }

  static Wal leaksAFile(Wal inner) {
    Leaks.socket();
    return inner;
  }
}
