package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.equal;
import static io.quorate.sim.tck.Expect.fails;
import static io.quorate.sim.tck.Expect.holds;
import static io.quorate.sim.tck.Expect.sameEntries;
import static io.quorate.sim.tck.Rule.must;
import static io.quorate.sim.tck.Writes.append;
import static io.quorate.sim.tck.Writes.boundary;
import static io.quorate.sim.tck.Writes.drop;
import static io.quorate.sim.tck.Writes.entries;
import static io.quorate.sim.tck.Writes.entry;
import static io.quorate.sim.tck.Writes.hardState;
import static io.quorate.sim.tck.Writes.sequence;
import static io.quorate.sim.tck.Writes.truncate;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What reads return: order, truncation, boundary, drop. */
final class WalOrderRules {
  static final int P = 3;

  private WalOrderRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(
        must(
            "WAL-O1",
            "reads-from-any-index",
            "A read begins at the index asked for, ascends, and has no gaps, however entries were batched.",
            WalOrderRules::readsFromAnyIndex),
        must(
            "WAL-O1",
            "partitions-are-apart",
            "Each partition has its own indexes.",
            WalOrderRules::partitionsAreApart),
        must(
            "WAL-O2",
            "truncation-hides",
            "After a truncation nothing above it is seen, also in the middle of what one batch wrote.",
            WalOrderRules::truncationHides),
        must(
            "WAL-O2",
            "truncation-and-append",
            "What is appended in a truncation's place is all that is seen there, also after the log is opened anew.",
            WalOrderRules::truncationAndAppend),
        must(
            "WAL-O2",
            "truncation-to-nothing",
            "A truncation may remove all entries; the log then begins anew at its boundary.",
            WalOrderRules::truncationToNothing),
        must(
            "WAL-O3",
            "boundary-never-goes-back",
            "A boundary below the present one is refused, also after the log is opened anew.",
            WalOrderRules::boundaryNeverGoesBack),
        must(
            "WAL-O4",
            "reads-below-the-boundary-fail",
            "A read at or below the boundary fails with OUT_OF_RANGE, also where the boundary is inside of what one"
                + " batch wrote.",
            WalOrderRules::readsBelowTheBoundaryFail),
        must(
            "PartitionWrite.boundary",
            "boundary-within",
            "A boundary that is an entry of the log keeps the entries above it.",
            WalOrderRules::boundaryWithin),
        must(
            "PartitionWrite.boundary",
            "boundary-of-another-term",
            "A boundary whose term is not that of the log's entry discards the whole log.",
            WalOrderRules::boundaryOfAnotherTerm),
        must(
            "PartitionWrite.boundary",
            "boundary-above",
            "A boundary above the last entry discards the log, which goes on just above the boundary.",
            WalOrderRules::boundaryAbove),
        must(
            "PartitionWrite.boundary",
            "boundary-again",
            "The boundary that a log has already changes nothing.",
            WalOrderRules::boundaryAgain),
        must(
            "PartitionWrite.boundary",
            "boundary-at-the-last",
            "A boundary at the last entry leaves an empty log with that last index and term.",
            WalOrderRules::boundaryAtTheLast),
        must(
            "PartitionWrite",
            "writes-in-list-order",
            "Several writes to one partition in a batch are carried out in their order.",
            WalOrderRules::writesInListOrder),
        must(
            "PartitionWrite.drop",
            "drop-forgets",
            "A dropped partition is as if never written, also after the log is opened anew; others are untouched.",
            WalOrderRules::dropForgets),
        must(
            "PartitionWrite.drop",
            "drop-and-begin-anew",
            "A drop may be followed by a new log in the same write.",
            WalOrderRules::dropAndBeginAnew));
  }

  private static void readsFromAnyIndex(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    List<EntryRecord> all = new ArrayList<>();
    for (int size : new int[] {1, 5, 1, 1, 12}) {
      List<EntryRecord> next = entries(P, all.size() + 1, size, size);
      next.replaceAll(e -> entry(P, e.index(), 1 + all.size() / 7, Writes.SMALL));
      all.addAll(next);
      wal.append(sequence(P, PartitionWrite.append(next)));
    }
    for (int round = 0; round < 2; round++) {
      for (int from = 1; from <= all.size(); from++) {
        sameEntries(
            all.subList(from - 1, all.size()),
            wal.read(P, from, Long.MAX_VALUE),
            "read from " + from);
      }
      holds(wal, P, all);
      wal = fixture.reopen(wal);
    }
  }

  private static void partitionsAreApart(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    SortedSet<Integer> ids = new TreeSet<>(List.of(0, 1, 2, 255, 256, 65536, Integer.MAX_VALUE));
    for (int id : ids) {
      wal.append(WalBatch.of(id, append(id, 1, 3, 1)));
    }
    for (int id : ids) {
      wal.append(WalBatch.of(id, append(id, 4, 2, 2)));
    }
    wal.append(WalBatch.of(256, truncate(1)));
    wal.append(WalBatch.of(65536, boundary(4, 2)));
    for (int round = 0; round < 2; round++) {
      equal(ids, new TreeSet<>(wal.partitions()), "partitions");
      for (int id : ids) {
        List<EntryRecord> all = new ArrayList<>(entries(id, 1, 3, 1));
        all.addAll(entries(id, 4, 2, 2));
        holds(wal, id, id == 256 ? all.subList(0, 1) : id == 65536 ? all.subList(4, 5) : all);
      }
      equal(PartitionState.EMPTY, wal.state(7), "state of a partition that was never written");
      equal(
          List.of(),
          wal.read(7, 1, Long.MAX_VALUE),
          "entries of a partition that was never written");
      wal = fixture.reopen(wal);
    }
  }

  private static void truncationHides(WalFixture fixture) throws WalException {
    for (int keep = 0; keep <= 11; keep++) {
      int partition = keep;
      try (Wal wal = fixture.open()) {
        wal.append(WalBatch.of(partition, append(partition, 1, 7, 1)));
        wal.append(WalBatch.of(partition, append(partition, 8, 4, 1)));
        wal.append(WalBatch.of(partition, truncate(keep)));
        holds(wal, partition, entries(partition, 1, keep, 1));
      }
      try (Wal wal = fixture.open()) {
        holds(wal, partition, entries(partition, 1, keep, 1));
      }
    }
  }

  private static void truncationAndAppend(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 10, 1)));
    wal.append(WalBatch.of(P, truncate(4, entries(P, 5, 2, 2))));
    List<EntryRecord> expected = new ArrayList<>(entries(P, 1, 4, 1));
    expected.addAll(entries(P, 5, 2, 2));
    holds(wal, P, expected);
    wal = fixture.reopen(wal);
    holds(wal, P, expected);
    wal.append(WalBatch.of(P, append(P, 7, 3, 2)));
    expected.addAll(entries(P, 7, 3, 2));
    holds(wal, P, expected);
    holds(fixture.reopen(wal), P, expected);
  }

  private static void truncationToNothing(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 10, 1)));
    wal.append(WalBatch.of(P, boundary(6, 1)));
    wal.append(WalBatch.of(P, truncate(6)));
    for (int round = 0; round < 2; round++) {
      holds(wal, P, List.of());
      equal(new LogBoundary(6, 1), wal.state(P).boundary(), "boundary");
      equal(1L, wal.state(P).lastTerm(), "last term");
      wal = fixture.reopen(wal);
    }
    wal.append(WalBatch.of(P, append(P, 7, 1, 3)));
    holds(wal, P, entries(P, 7, 1, 3));
  }

  private static void boundaryNeverGoesBack(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 10, 1)));
    wal.append(WalBatch.of(P, boundary(6, 1)));
    for (int round = 0; round < 2; round++) {
      Wal now = wal;
      fails(
          Kind.ILLEGAL_BATCH,
          "a boundary at 5 below the one at 6",
          () -> now.append(WalBatch.of(P, boundary(5, 1))));
      equal(new LogBoundary(6, 1), wal.state(P).boundary(), "boundary");
      holds(wal, P, entries(P, 7, 4, 1));
      wal = fixture.reopen(wal);
    }
  }

  private static void readsBelowTheBoundaryFail(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 10, 1)));
    fails(Kind.OUT_OF_RANGE, "a read at index 0", () -> read(wal, 0));
    wal.append(WalBatch.of(P, boundary(4, 1)));
    Wal again = wal;
    for (int round = 0; round < 2; round++) {
      Wal now = again;
      for (long from = 0; from <= 4; from++) {
        long index = from;
        fails(
            Kind.OUT_OF_RANGE,
            "a read at " + from + " with the boundary at 4",
            () -> read(now, index));
      }
      again = fixture.reopen(again);
    }
  }

  private static void read(Wal wal, long from) throws WalException {
    wal.read(P, from, Long.MAX_VALUE);
  }

  private static void boundaryWithin(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 5, 1)));
    wal.append(WalBatch.of(P, append(P, 6, 5, 2)));
    wal.append(sequence(P, hardState(2, 1)));
    for (long index : new long[] {1, 2, 5, 6, 9}) {
      long term = index <= 5 ? 1 : 2;
      wal.append(WalBatch.of(P, boundary(index, term)));
      for (int round = 0; round < 2; round++) {
        List<EntryRecord> left =
            new ArrayList<>(entries(P, index + 1, (int) Math.max(0, 5 - index), 1));
        left.addAll(entries(P, Math.max(6, index + 1), (int) Math.min(5, 10 - index), 2));
        holds(wal, P, left);
        equal(new LogBoundary(index, term), wal.state(P).boundary(), "boundary");
        equal(term, wal.term(P, index), "term of the boundary");
        wal = fixture.reopen(wal);
      }
    }
  }

  private static void boundaryOfAnotherTerm(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 10, 1)));
    wal.append(WalBatch.of(P, boundary(5, 2)));
    for (int round = 0; round < 2; round++) {
      holds(wal, P, List.of());
      equal(
          new PartitionState(wal.state(P).hardState(), new LogBoundary(5, 2), 5, 2),
          wal.state(P),
          "state");
      wal = fixture.reopen(wal);
    }
    wal.append(WalBatch.of(P, append(P, 6, 2, 3)));
    holds(fixture.reopen(wal), P, entries(P, 6, 2, 3));
  }

  private static void boundaryAbove(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 10, 1)));
    wal.append(WalBatch.of(P, boundary(100, 4)));
    for (int round = 0; round < 2; round++) {
      holds(wal, P, List.of());
      equal(4L, wal.term(P, 100), "term of the boundary");
      Wal now = wal;
      fails(
          Kind.ILLEGAL_BATCH,
          "an entry 11 above the boundary 100",
          () -> now.append(WalBatch.of(P, append(P, 11, 1, 4))));
      wal = fixture.reopen(wal);
    }
    wal.append(WalBatch.of(P, boundary(200, 5, entries(P, 201, 2, 5))));
    holds(wal, P, entries(P, 201, 2, 5));
    holds(fixture.reopen(wal), P, entries(P, 201, 2, 5));
  }

  private static void boundaryAgain(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, boundary(0, 0, entries(P, 1, 4, 1))));
    wal.append(WalBatch.of(P, boundary(2, 1)));
    wal.append(WalBatch.of(P, boundary(2, 1)));
    holds(wal, P, entries(P, 3, 2, 1));
    wal = fixture.reopen(wal);
    wal.append(WalBatch.of(P, boundary(2, 1)));
    holds(wal, P, entries(P, 3, 2, 1));
  }

  private static void boundaryAtTheLast(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 6, 2)));
    wal.append(WalBatch.of(P, boundary(6, 2)));
    holds(wal, P, List.of());
    wal = fixture.reopen(wal);
    holds(wal, P, List.of());
    equal(2L, wal.state(P).lastTerm(), "last term");
    wal.append(WalBatch.of(P, append(P, 7, 3, 2)));
    holds(fixture.reopen(wal), P, entries(P, 7, 3, 2));
  }

  private static void writesInListOrder(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 4, 1)));
    wal.append(sequence(
        P,
        append(P, 5, 4, 2),
        hardState(2, 1),
        truncate(6, entries(P, 7, 3, 3)),
        boundary(5, 2),
        hardState(3, 2),
        append(P, 10, 1, 3)));
    List<EntryRecord> expected = new ArrayList<>(entries(P, 6, 1, 2));
    expected.addAll(entries(P, 7, 4, 3));
    for (int round = 0; round < 2; round++) {
      holds(wal, P, expected);
      equal(hardState(3, 2).hardState(), wal.state(P).hardState(), "hard state");
      wal = fixture.reopen(wal);
    }
  }

  private static void dropForgets(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    for (int partition = 1; partition <= 3; partition++) {
      wal.append(sequence(partition, hardState(4, 2), append(partition, 1, 9, 1), boundary(3, 1)));
    }
    wal.append(WalBatch.of(2, drop()));
    for (int round = 0; round < 2; round++) {
      equal(new TreeSet<>(List.of(1, 3)), new TreeSet<>(wal.partitions()), "partitions");
      equal(PartitionState.EMPTY, wal.state(2), "state of the dropped partition");
      equal(List.of(), wal.read(2, 1, Long.MAX_VALUE), "entries of the dropped partition");
      holds(wal, 1, entries(1, 4, 6, 1));
      holds(wal, 3, entries(3, 4, 6, 1));
      wal = fixture.reopen(wal);
    }
    wal.append(WalBatch.of(2, append(2, 1, 2, 7)));
    holds(fixture.reopen(wal), 2, entries(2, 1, 2, 7));
  }

  private static void dropAndBeginAnew(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(sequence(P, hardState(4, 2), append(P, 1, 9, 3), boundary(5, 3)));
    wal.append(WalBatch.of(P, drop(entries(P, 1, 2, 1))));
    for (int round = 0; round < 2; round++) {
      holds(wal, P, entries(P, 1, 2, 1));
      equal(LogBoundary.START, wal.state(P).boundary(), "boundary");
      equal(Optional.empty(), wal.state(P).hardState(), "hard state");
      wal = fixture.reopen(wal);
    }
  }
}
