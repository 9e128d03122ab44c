package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.equal;
import static io.quorate.sim.tck.Expect.fails;
import static io.quorate.sim.tck.Expect.holds;
import static io.quorate.sim.tck.Expect.isTrue;
import static io.quorate.sim.tck.Rule.must;
import static io.quorate.sim.tck.Rule.untested;
import static io.quorate.sim.tck.Writes.append;
import static io.quorate.sim.tck.Writes.boundary;
import static io.quorate.sim.tck.Writes.drop;
import static io.quorate.sim.tck.Writes.entries;
import static io.quorate.sim.tck.Writes.hardState;
import static io.quorate.sim.tck.Writes.sequence;
import static io.quorate.sim.tck.Writes.truncate;

import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Opening and closing. */
final class WalLifeRules {
  private static final int P = 4;
  private static final long THREAD_END_MILLIS = 5_000;
  private static final int WARM_UP_CYCLES = 2;
  private static final int CYCLES = 10;

  private WalLifeRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(
        must(
            "WAL-L1",
            "lock",
            "An open log cannot be opened again, and is not disturbed by the attempt.",
            WalLifeRules::lock),
        must(
            "WAL-L2",
            "close-is-idempotent",
            "A log may be closed twice, and can be opened anew after the first time.",
            WalLifeRules::closeIsIdempotent),
        must(
            "WAL-L2",
            "close-ends-threads",
            "No thread is left after close.",
            WalLifeRules::closeEndsThreads),
        must(
            "WAL-L2",
            "close-frees-files",
            "No file is left open after close.",
            WalLifeRules::closeFreesFiles),
        untested(
            "Wal.close",
            "failed-close",
            "A log of which something could not be closed counts as closed all the same.",
            "needs a close that fails, which is no fault that the kit can ask for"),
        must("WAL-L3", "closed", "After close every call fails with CLOSED.", WalLifeRules::closed),
        must(
            "WAL-L4",
            "opened-anew",
            "All that was written is there when the log is opened again, and again.",
            WalLifeRules::openedAnew),
        must(
            "WAL-L5",
            "newer-format",
            "A store of a newer format is refused.",
            WalLifeRules::newerFormat));
  }

  private static void lock(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 1, 1)));
    WalException refused = fails(Kind.LOCKED, "opening an open log", fixture::open);
    isTrue(
        refused.getMessage().contains(fixture.logDirectory().getFileName().toString()),
        "the refusal does not name the directory: " + refused.getMessage());
    wal.append(WalBatch.of(P, append(P, 2, 1, 1)));
    holds(wal, P, entries(P, 1, 2, 1));
    wal.close();
    holds(fixture.open(), P, entries(P, 1, 2, 1));
  }

  private static void closeIsIdempotent(WalFixture fixture) throws WalException {
    Wal first = fixture.open();
    first.close();
    first.close();
    Wal second = fixture.open();
    first.close();
    second.append(WalBatch.of(P, append(P, 1, 1, 1)));
    fails(
        Kind.LOCKED,
        "opening a log that is open, after its predecessor was closed once more",
        fixture::open);
    holds(second, P, entries(P, 1, 1, 1));
  }

  private static void closeEndsThreads(WalFixture fixture)
      throws WalException, InterruptedException {
    fixture.reopen(fixture.open()).close();
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 1, 1)));
    wal.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread)) {
        thread.join(THREAD_END_MILLIS);
        isTrue(
            !thread.isAlive(),
            "the thread " + thread.getName() + " was started, and is alive after close");
      }
    }
  }

  /** Classes are loaded from files, too, so that only what grows with each log counts. */
  private static void closeFreesFiles(WalFixture fixture) throws WalException {
    openAndClose(fixture, WARM_UP_CYCLES);
    OptionalLong before = Leftovers.openFiles();
    openAndClose(fixture, CYCLES);
    OptionalLong after = Leftovers.openFiles();
    if (before.isEmpty() || after.isEmpty()) {
      throw new UntestedException("the operating system does not tell which files are open");
    }
    long left = after.getAsLong() - before.getAsLong();
    isTrue(left < CYCLES, CYCLES + " logs that were closed left " + left + " files open");
  }

  private static void openAndClose(WalFixture fixture, int times) throws WalException {
    for (int i = 0; i < times; i++) {
      Wal wal = fixture.open();
      wal.append(WalBatch.of(P, append(P, wal.state(P).lastIndex() + 1, 1, 1)));
      wal.close();
    }
  }

  private static void closed(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(sequence(P, hardState(1, 1), append(P, 1, 3, 1)));
    wal.close();
    fails(Kind.CLOSED, "append after close", () -> wal.append(WalBatch.of(P, append(P, 4, 1, 1))));
    fails(Kind.CLOSED, "partitions after close", wal::partitions);
    fails(Kind.CLOSED, "state after close", () -> wal.state(P));
    fails(Kind.CLOSED, "read after close", () -> wal.read(P, 1, 10));
    fails(Kind.CLOSED, "term after close", () -> wal.term(P, 1));
    fails(Kind.CLOSED, "metadata after close", () -> wal.metadata("a"));
    holds(fixture.open(), P, entries(P, 1, 3, 1));
  }

  private static void openedAnew(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(sequence(1, hardState(7, 2), append(1, 1, 20, 3)));
    wal.append(sequence(2, append(2, 1, 20, 3), truncate(12), boundary(9, 3)));
    wal.append(sequence(3, boundary(50, 6)));
    wal.append(sequence(4, hardState(9, 1)));
    wal.append(sequence(5, append(5, 1, 5, 1), drop()));
    wal.append(WalBatch.ofMetadata("key", new byte[] {1}));
    for (int round = 0; round < 3; round++) {
      wal = fixture.reopen(wal);
      equal(new TreeSet<>(List.of(1, 2, 3, 4)), new TreeSet<>(wal.partitions()), "partitions");
      equal(
          new PartitionState(hardState(7, 2).hardState(), LogBoundary.START, 20, 3),
          wal.state(1),
          "state of 1");
      equal(
          new PartitionState(PartitionState.EMPTY.hardState(), new LogBoundary(9, 3), 12, 3),
          wal.state(2),
          "state of 2");
      equal(
          new PartitionState(PartitionState.EMPTY.hardState(), new LogBoundary(50, 6), 50, 6),
          wal.state(3),
          "state of 3");
      equal(
          new PartitionState(hardState(9, 1).hardState(), LogBoundary.START, 0, 0),
          wal.state(4),
          "state of 4");
      holds(wal, 1, entries(1, 1, 20, 3));
      holds(wal, 2, entries(2, 10, 3, 3));
      isTrue(wal.metadata("key").isPresent(), "metadata is gone");
    }
  }

  private static void newerFormat(WalFixture fixture) throws Exception {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 1, 1)));
    wal.close();
    if (!fixture.faults().makeNewer(fixture.logDirectory())) {
      throw new FaultNotOfferedException("a store look newer");
    }
    fails(Kind.NEWER_FORMAT, "opening a store of a newer format", fixture::open);
  }
}
