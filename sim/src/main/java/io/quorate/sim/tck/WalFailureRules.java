package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.equal;
import static io.quorate.sim.tck.Expect.fails;
import static io.quorate.sim.tck.Expect.holds;
import static io.quorate.sim.tck.Expect.isTrue;
import static io.quorate.sim.tck.Rule.must;
import static io.quorate.sim.tck.Rule.untested;
import static io.quorate.sim.tck.Writes.append;
import static io.quorate.sim.tck.Writes.boundary;
import static io.quorate.sim.tck.Writes.entries;
import static io.quorate.sim.tck.Writes.hardState;
import static io.quorate.sim.tck.Writes.sequence;
import static io.quorate.sim.tck.Writes.truncate;

import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Durability, atomicity, and what happens when something fails. */
final class WalFailureRules {
  private static final int P = 2;
  private static final int OTHER = 6;

  private WalFailureRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(
        untested(
            "WAL-D1",
            "durable-on-return",
            "When append returns, its batch and all before it survive a power cut.",
            "no test cuts the power; survives-kill kills a process, and the backend's own tests make syncs fail"),
        untested(
            "WAL-D2",
            "open-makes-durable",
            "What open finds and will report, it makes durable before it returns.",
            "shows only in a power cut after a kill; the backend's own tests look at its system calls"),
        must(
            "WAL-A1",
            "batch-over-partitions",
            "All of a batch is there, across partitions and metadata.",
            WalFailureRules::batchOverPartitions),
        must(
            "WAL-A1",
            "failed-batch-is-whole-or-absent",
            "Of a batch whose append failed all is there or nothing, when the log is opened anew.",
            WalFailureRules::failedBatchIsWholeOrAbsent),
        must(
            "WAL-A2",
            "refused-batch-changes-nothing",
            "A batch that is refused has changed nothing, in no partition, and the log goes on.",
            WalFailureRules::refusedBatchChangesNothing),
        must(
            "WAL-F1",
            "failure-is-final",
            "After a failed append every later one fails, reads go on, and opening anew helps.",
            fixture -> failureIsFinal(fixture, Kind.FAILED)),
        must(
            "WAL-F2",
            "damage-is-corrupt",
            "A damaged record is a CORRUPT exception that names partition and index, never a shorter list.",
            WalFailureRules::damageIsCorrupt),
        untested(
            "WAL-F3",
            "torn-tail",
            "A torn tail that was never acknowledged may be dropped at open; a damaged record before it may not.",
            "depends on the files; the backend's own tests damage them"),
        must(
            "WAL-F4",
            "disk-full",
            "A full disk is DISK_FULL, as final as any failure, and what was acknowledged stays readable.",
            fixture -> failureIsFinal(fixture, Kind.DISK_FULL)));
  }

  private static WalBatch wide() {
    Map<Integer, PartitionWrite> writes = new LinkedHashMap<>();
    for (int partition = 10; partition < 30; partition++) {
      writes.put(partition, append(partition, 1, 3, 1));
    }
    return Writes.batch(writes, Map.of("wide", new byte[] {1}));
  }

  private static void batchOverPartitions(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(wide());
    for (int round = 0; round < 2; round++) {
      for (int partition = 10; partition < 30; partition++) {
        holds(wal, partition, entries(partition, 1, 3, 1));
      }
      isTrue(wal.metadata("wide").isPresent(), "the batch's metadata is not there");
      wal = fixture.reopen(wal);
    }
  }

  private static void failedBatchIsWholeOrAbsent(WalFixture fixture) throws Exception {
    Wal wal = fixture.open();
    wal.append(WalBatch.of(P, append(P, 1, 3, 1)));
    failNextAppend(fixture, Kind.FAILED);
    fails(Kind.FAILED, "the append", () -> wal.append(wide()));
    Wal again = fixture.reopen(wal);
    boolean there = again.metadata("wide").isPresent();
    for (int partition = 10; partition < 30; partition++) {
      holds(again, partition, there ? entries(partition, 1, 3, 1) : List.of());
    }
    holds(again, P, entries(P, 1, 3, 1));
  }

  private static void failNextAppend(WalFixture fixture, Kind kind) throws Exception {
    if (!fixture.faults().failNextAppend(fixture.logDirectory(), kind)) {
      throw new FaultNotOfferedException("an append fail with " + kind);
    }
  }

  private static void refusedBatchChangesNothing(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(sequence(P, hardState(1, 1), append(P, 1, 10, 2), boundary(4, 2)));
    Map<String, PartitionWrite> illegal = new LinkedHashMap<>();
    illegal.put("a gap before the first entry", append(P, 12, 1, 2));
    illegal.put("an entry that is there already", append(P, 10, 1, 2));
    illegal.put("a gap after a truncation", truncate(6, entries(P, 8, 1, 2)));
    illegal.put("a truncation below the boundary", truncate(3));
    illegal.put("a boundary below the boundary", boundary(3, 2));
    illegal.put("a gap after a boundary", boundary(20, 3, entries(P, 22, 1, 3)));
    illegal.put("a term below that of the last entry", append(P, 11, 1, 1));
    PartitionState before = wal.state(P);
    for (Map.Entry<String, PartitionWrite> refused : illegal.entrySet()) {
      Wal now = wal;
      // Legal writes on both sides of the illegal one, and in the same partition.
      WalBatch batch = Writes.batch(
          Map.of(1, append(1, 1, 2, 1), P, refused.getValue(), OTHER, hardState(1, 1)),
          Map.of("refused", new byte[] {1}));
      fails(Kind.ILLEGAL_BATCH, refused.getKey(), () -> now.append(batch));
      fails(
          Kind.ILLEGAL_BATCH,
          refused.getKey(),
          () -> now.append(
              sequence(P, hardState(9, 9), append(P, 11, 1, 5), truncate(10), refused.getValue())));
      for (int round = 0; round < 2; round++) {
        equal(before, wal.state(P), "state after " + refused.getKey() + " was refused");
        holds(wal, P, entries(P, 5, 6, 2));
        equal(PartitionState.EMPTY, wal.state(1), "state of another partition of the batch");
        equal(PartitionState.EMPTY, wal.state(OTHER), "state of another partition of the batch");
        isTrue(
            !wal.partitions().contains(1) && !wal.partitions().contains(OTHER),
            "a partition is listed that was" + " only in a refused batch");
        isTrue(wal.metadata("refused").isEmpty(), "metadata of a refused batch was set");
        wal = fixture.reopen(wal);
      }
    }
    wal.append(WalBatch.of(P, append(P, 11, 1, 2)));
    holds(fixture.reopen(wal), P, entries(P, 5, 7, 2));
  }

  private static void failureIsFinal(WalFixture fixture, Kind kind) throws Exception {
    Wal wal = fixture.open();
    wal.append(sequence(P, hardState(3, 1), append(P, 1, 10, 1), boundary(2, 1)));
    failNextAppend(fixture, kind);
    fails(kind, "the append that must fail", () -> wal.append(WalBatch.of(P, append(P, 11, 1, 1))));
    fails(
        kind,
        "an append after one that failed",
        () -> wal.append(WalBatch.of(P, append(P, 11, 1, 1))));
    fails(
        kind,
        "an append to another partition",
        () -> wal.append(WalBatch.of(OTHER, hardState(1, 1))));
    fails(
        kind, "an append of metadata", () -> wal.append(WalBatch.ofMetadata("a", new byte[] {1})));
    equal(new LogBoundary(2, 1), wal.state(P).boundary(), "boundary");
    holds(wal, P, entries(P, 3, 8, 1));
    Wal again = fixture.reopen(wal);
    long last = again.state(P).lastIndex();
    isTrue(
        last == 10 || last == 11,
        "the last entry is " + last + ", but 10 were acknowledged and 11 written");
    holds(again, P, entries(P, 3, (int) last - 2, 1));
    again.append(WalBatch.of(P, append(P, last + 1, 1, 1)));
    holds(again, P, entries(P, 3, (int) last - 1, 1));
  }

  private static void damageIsCorrupt(WalFixture fixture) throws Exception {
    Wal wal = fixture.open();
    for (int index = 1; index <= 9; index++) {
      wal.append(WalBatch.of(P, append(P, index, 1, 1)));
      wal.append(WalBatch.of(OTHER, append(OTHER, index, 1, 1)));
    }
    wal.close();
    if (!fixture.faults().damage(fixture.logDirectory(), P, 5)) {
      throw new FaultNotOfferedException("a stored record damaged");
    }
    Wal again;
    try {
      again = fixture.open();
    } catch (WalException e) {
      equal(Kind.CORRUPT, e.kind(), "kind of the failure to open a damaged log");
      return;
    }
    WalException corrupt =
        fails(Kind.CORRUPT, "a read over a damaged entry", () -> again.read(P, 3, Long.MAX_VALUE));
    isTrue(
        corrupt.getMessage().contains("partition " + P) && corrupt.getMessage().contains("5"),
        "the failure does not name partition " + P + " and entry 5: " + corrupt.getMessage());
    fails(Kind.CORRUPT, "a read of a damaged entry", () -> again.read(P, 5, 1));
    holds(again, OTHER, entries(OTHER, 1, 9, 1));
  }
}
