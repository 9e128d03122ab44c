package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.equal;
import static io.quorate.sim.tck.Expect.isTrue;
import static io.quorate.sim.tck.Rule.must;
import static io.quorate.sim.tck.Rule.untested;
import static io.quorate.sim.tck.Writes.append;
import static io.quorate.sim.tck.Writes.boundary;
import static io.quorate.sim.tck.Writes.entries;
import static io.quorate.sim.tck.Writes.sequence;
import static io.quorate.sim.tck.Writes.truncate;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads beside appends and beside close. */
final class WalConcurrencyRules {
  private static final int P = 1;
  private static final int READERS = 3;
  private static final int ROUNDS = 120;
  private static final int LENGTH = 20;

  private WalConcurrencyRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(
        untested(
            "WAL-T1",
            "one-writer",
            "Appends and close are called by one thread at a time.",
            "binds the caller, not the log"),
        must(
            "WAL-T2",
            "reads-beside-replacement",
            "A read beside an append that replaces the log sees all of the old log or all of the new one.",
            WalConcurrencyRules::readsBesideReplacement),
        must(
            "WAL-T2",
            "reads-beside-growth",
            "Reads beside appends that grow the log and move its boundary find every entry that was acknowledged.",
            WalConcurrencyRules::readsBesideGrowth),
        must(
            "WAL-T2",
            "reads-beside-close",
            "A read beside close succeeds or fails with CLOSED.",
            WalConcurrencyRules::readsBesideClose));
  }

  /**
   * Runs readers until the writer is done; all of them have read at least once before it begins.
   */
  private static void besideReads(Callable<?> reader, Callable<?> writer) throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch reading = new CountDownLatch(READERS);
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<?>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> {
          try {
            do {
              reader.call();
              reading.countDown();
            } while (!done.get());
          } finally {
            reading.countDown();
          }
          return null;
        }));
      }
      reading.await();
      try {
        writer.call();
      } finally {
        done.set(true);
      }
      for (Future<?> result : readers) {
        result.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a reader failed: " + e.getCause(), e.getCause());
    } finally {
      done.set(true);
      threads.shutdown();
      isTrue(threads.awaitTermination(1, TimeUnit.MINUTES), "a reader hangs");
    }
  }

  private static void readsBesideReplacement(WalFixture fixture) throws Exception {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, LENGTH, 1)));
    besideReads(
        () -> {
          List<EntryRecord> seen = wal.read(P, 1, Long.MAX_VALUE);
          equal(LENGTH, seen.size(), "entries seen beside an append");
          Expect.sameEntries(
              entries(P, 1, LENGTH, seen.get(0).term()), seen, "entries seen beside an append");
          PartitionState state = wal.state(P);
          equal((long) LENGTH, state.lastIndex(), "last index seen beside an append");
          return null;
        },
        () -> {
          for (int term = 2; term <= ROUNDS; term++) {
            wal.append(WalBatch.of(P, truncate(0, entries(P, 1, LENGTH, term))));
          }
          return null;
        });
  }

  private static void readsBesideGrowth(WalFixture fixture) throws Exception {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, LENGTH, 1)));
    besideReads(
        () -> {
          PartitionState state = wal.state(P);
          long from = state.boundary().index() + 1;
          try {
            List<EntryRecord> seen = wal.read(P, from, Long.MAX_VALUE);
            isTrue(
                seen.size() >= state.lastIndex() - from + 1,
                "a read from " + from + " returned " + seen.size()
                    + " entries, but the last index had been " + state.lastIndex());
            Expect.sameEntries(
                entries(P, from, seen.size(), 1), seen, "entries seen beside an append");
            equal(1L, wal.term(P, state.lastIndex()), "term seen beside an append");
          } catch (WalException e) {
            // The boundary may have moved in between.
            equal(Kind.OUT_OF_RANGE, e.kind(), "kind of the failure of a read beside an append");
          }
          return null;
        },
        () -> {
          long last = LENGTH;
          for (int round = 1; round <= ROUNDS; round++) {
            wal.append(WalBatch.of(P, append(P, last + 1, 1 + round % 5, 1)));
            last += 1 + round % 5;
            if (round % 8 == 0) {
              wal.append(sequence(P, boundary(last - LENGTH, 1)));
            }
          }
          return null;
        });
  }

  private static void readsBesideClose(WalFixture fixture) throws Exception {
    for (int round = 0; round < 10; round++) {
      Wal wal = fixture.open();
      if (round == 0) {
        wal.append(WalBatch.of(P, append(P, 1, LENGTH, 1)));
      }
      besideReads(
          () -> {
            try {
              Expect.sameEntries(
                  entries(P, 1, LENGTH, 1), wal.read(P, 1, Long.MAX_VALUE), "read beside close");
              equal(1L, wal.term(P, 3), "term beside close");
              wal.metadata("a");
              wal.partitions();
            } catch (WalException e) {
              equal(Kind.CLOSED, e.kind(), "kind of the failure of a read beside close");
            }
            return null;
          },
          () -> {
            wal.close();
            return null;
          });
    }
  }
}
