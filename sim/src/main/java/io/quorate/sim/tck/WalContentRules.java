package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.equal;
import static io.quorate.sim.tck.Expect.fails;
import static io.quorate.sim.tck.Expect.holds;
import static io.quorate.sim.tck.Expect.isTrue;
import static io.quorate.sim.tck.Expect.sameEntries;
import static io.quorate.sim.tck.Rule.must;
import static io.quorate.sim.tck.Writes.append;
import static io.quorate.sim.tck.Writes.boundary;
import static io.quorate.sim.tck.Writes.entries;
import static io.quorate.sim.tck.Writes.entry;
import static io.quorate.sim.tck.Writes.hardState;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/** What is stored besides order: hard states, terms, sizes, limits of reads, metadata. */
final class WalContentRules {
  private static final int P = 5;
  private static final int LARGE_ENTRY = 16 * 1024 * 1024;
  private static final int MANY_ENTRIES = 100_000;

  private WalContentRules() {}

  static List<Rule<WalFixture>> rules() {
    return List.of(
        must(
            "PartitionWrite.hardState",
            "hard-state",
            "The last hard state written is reported, also after the log is opened anew.",
            WalContentRules::hardStates),
        must(
            "Wal.partitions",
            "partitions-ascend",
            "Partitions are listed in ascending order.",
            WalContentRules::partitionsAscend),
        must(
            "Wal.term",
            "term",
            "The term is known of every index from the boundary to the last, and OUT_OF_RANGE outside.",
            WalContentRules::terms),
        must(
            "Wal.read",
            "read-limit",
            "A read stops before the entry that would exceed the limit, and returns at least one if there is one.",
            WalContentRules::readLimit),
        must(
            "EntryRecord",
            "empty-entry",
            "An entry may have no bytes.",
            WalContentRules::emptyEntry),
        must(
            "EntryRecord",
            "large-entry",
            "An entry of 16 MiB is stored like any other.",
            WalContentRules::largeEntry),
        must(
            "EntryRecord",
            "many-entries",
            "A batch may have 100,000 entries.",
            WalContentRules::manyEntries),
        must(
            "EntryRecord",
            "large-numbers",
            "Indexes and terms may be as large as a long.",
            WalContentRules::largeNumbers),
        must(
            "WalBatch.metadata",
            "metadata",
            "A metadata value is the last one written, an empty one removes it, also after the log is opened anew.",
            WalContentRules::metadata),
        must(
            "WalBatch",
            "empty-batch",
            "An empty batch does nothing.",
            WalContentRules::emptyBatch));
  }

  private static void hardStates(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    List<HardState> states = List.of(
        new HardState(1, OptionalInt.of(1)),
        new HardState(1, OptionalInt.of(Integer.MAX_VALUE)),
        new HardState(2, OptionalInt.empty()),
        new HardState(0, OptionalInt.empty()),
        new HardState(Long.MAX_VALUE, OptionalInt.of(3)));
    equal(Optional.empty(), wal.state(P).hardState(), "hard state before the first was written");
    for (HardState state : states) {
      wal.append(WalBatch.of(P, PartitionWrite.hardState(state)));
      equal(Optional.of(state), wal.state(P).hardState(), "hard state");
      wal = fixture.reopen(wal);
      equal(
          Optional.of(state), wal.state(P).hardState(), "hard state after the log is opened anew");
      equal(new TreeSet<>(List.of(P)), new TreeSet<>(wal.partitions()), "partitions");
    }
    wal.append(WalBatch.of(P, append(P, 1, 1, 1)));
    wal.append(WalBatch.of(P, boundary(1, 1)));
    equal(Optional.of(states.get(4)), wal.state(P).hardState(), "hard state after other writes");
    equal(
        Optional.of(states.get(4)),
        fixture.reopen(wal).state(P).hardState(),
        "hard state after other writes and the log opened anew");
  }

  private static void partitionsAscend(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    for (int partition : new int[] {300, 2, 70_000, 0, 11}) {
      wal.append(WalBatch.of(partition, append(partition, 1, 1, 1)));
    }
    for (int round = 0; round < 2; round++) {
      equal(List.of(0, 2, 11, 300, 70_000), List.copyOf(wal.partitions()), "partitions as listed");
      wal = fixture.reopen(wal);
    }
  }

  private static void terms(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    List<EntryRecord> all = new ArrayList<>();
    for (int index = 1; index <= 12; index++) {
      all.add(entry(P, index, 1 + index / 3, index * 10));
    }
    wal.append(WalBatch.of(P, PartitionWrite.append(all)));
    wal.append(WalBatch.of(P, boundary(4, 2)));
    for (int round = 0; round < 2; round++) {
      Wal now = wal;
      for (int index = 4; index <= 12; index++) {
        equal(1L + index / 3, wal.term(P, index), "term of " + index);
      }
      fails(Kind.OUT_OF_RANGE, "the term below the boundary", () -> now.term(P, 3));
      fails(Kind.OUT_OF_RANGE, "the term above the last entry", () -> now.term(P, 13));
      fails(Kind.OUT_OF_RANGE, "the term of entry 1 of an empty log", () -> now.term(P + 1, 1));
      equal(0L, wal.term(P + 1, 0), "the term of index 0 of an empty log");
      wal = fixture.reopen(wal);
    }
  }

  private static void readLimit(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    int[] sizes = {10, 20, 30, 0, 0, 40, 1};
    List<EntryRecord> all = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      all.add(entry(P, i + 1, 1, sizes[i]));
    }
    wal.append(WalBatch.of(P, PartitionWrite.append(all.subList(0, 3))));
    wal.append(WalBatch.of(P, PartitionWrite.append(all.subList(3, 7))));
    for (int from = 1; from <= sizes.length; from++) {
      for (int limit : new int[] {0, 1, 9, 10, 11, 29, 30, 59, 60, 61, 100, 101, 1000}) {
        int to = from;
        int sum = sizes[from - 1];
        while (to < sizes.length && sum + sizes[to] <= limit) {
          sum += sizes[to++];
        }
        sameEntries(
            all.subList(from - 1, to),
            wal.read(P, from, limit),
            "read from " + from + " with limit " + limit);
      }
    }
    equal(List.of(), wal.read(P, 8, 1000), "a read just above the last entry");
    equal(List.of(), wal.read(P, Long.MAX_VALUE, 1000), "a read far above the last entry");
  }

  private static void emptyEntry(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    List<EntryRecord> all = new ArrayList<>();
    for (int index = 1; index <= 4; index++) {
      all.add(new EntryRecord(index, 0, new byte[0]));
    }
    wal.append(WalBatch.of(P, PartitionWrite.append(all.subList(0, 1))));
    wal.append(WalBatch.of(P, PartitionWrite.append(all.subList(1, 4))));
    holds(wal, P, all);
    holds(fixture.reopen(wal), P, all);
  }

  private static void largeEntry(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    List<EntryRecord> all = List.of(
        entry(P, 1, 1, 10),
        entry(P, 2, 1, LARGE_ENTRY),
        entry(P, 3, 1, 10),
        entry(P, 4, 2, LARGE_ENTRY));
    wal.append(WalBatch.of(P, PartitionWrite.append(all.subList(0, 3))));
    wal.append(WalBatch.of(P, PartitionWrite.append(all.subList(3, 4))));
    wal.append(WalBatch.of(P, Writes.truncate(3)));
    wal = fixture.reopen(wal);
    holds(wal, P, all.subList(0, 3));
    equal(2, wal.read(P, 2, LARGE_ENTRY + 10).size(), "entries within the limit");
    equal(1, wal.read(P, 2, LARGE_ENTRY).size(), "entries within the limit");
  }

  private static void manyEntries(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    List<EntryRecord> all = entries(P, 1, MANY_ENTRIES, 1);
    wal.append(WalBatch.of(P, PartitionWrite.append(all)));
    wal = fixture.reopen(wal);
    sameEntries(all, wal.read(P, 1, Long.MAX_VALUE), "all entries");
    equal(PartitionState.EMPTY.boundary(), wal.state(P).boundary(), "boundary");
    for (long from : new long[] {2, MANY_ENTRIES / 2, MANY_ENTRIES - 1, MANY_ENTRIES}) {
      sameEntries(
          all.subList((int) from - 1, (int) Math.min(from + 9, MANY_ENTRIES)),
          wal.read(P, from, 10L * Writes.SMALL),
          "ten entries from " + from);
    }
    wal.append(WalBatch.of(P, boundary(MANY_ENTRIES - 5, 1)));
    wal.append(WalBatch.of(P, Writes.truncate(MANY_ENTRIES - 2)));
    wal = fixture.reopen(wal);
    holds(wal, P, all.subList(MANY_ENTRIES - 5, MANY_ENTRIES - 2));
  }

  private static void largeNumbers(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    long index = Long.MAX_VALUE - 10;
    long term = Long.MAX_VALUE - 3;
    wal.append(WalBatch.of(P, boundary(index, term, entries(P, index + 1, 2, term))));
    wal.append(WalBatch.of(P, append(P, index + 3, 2, Long.MAX_VALUE)));
    List<EntryRecord> expected = new ArrayList<>(entries(P, index + 1, 2, term));
    expected.addAll(entries(P, index + 3, 2, Long.MAX_VALUE));
    for (int round = 0; round < 2; round++) {
      holds(wal, P, expected);
      equal(new LogBoundary(index, term), wal.state(P).boundary(), "boundary");
      wal = fixture.reopen(wal);
    }
  }

  private static void metadata(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    Map<String, byte[]> values =
        Map.of("a", bytes("1"), "a.b", bytes("2"), "ключ ☃", new byte[70_000]);
    wal.append(Writes.batch(Map.of(P, hardState(1, 1)), values));
    wal.append(WalBatch.ofMetadata("a", bytes("3")));
    wal.append(WalBatch.ofMetadata("a.b", new byte[0]));
    wal.append(WalBatch.ofMetadata("never set", new byte[0]));
    for (int round = 0; round < 2; round++) {
      isTrue(isValue(wal, "a", bytes("3")), "metadata 'a' is not the value that was written last");
      isTrue(
          isValue(wal, "ключ ☃", new byte[70_000]),
          "metadata with a long value and key is not what was written");
      equal(
          Optional.empty(),
          wal.metadata("a.b").map(Arrays::toString),
          "metadata 'a.b', which was removed");
      equal(
          Optional.empty(),
          wal.metadata("b").map(Arrays::toString),
          "metadata 'b', which was never set");
      equal(
          Optional.empty(),
          wal.metadata("").map(Arrays::toString),
          "metadata '', which was never set");
      equal(new TreeSet<>(List.of(P)), new TreeSet<>(wal.partitions()), "partitions");
      wal = fixture.reopen(wal);
    }
  }

  private static boolean isValue(Wal wal, String key, byte[] value) throws WalException {
    return wal.metadata(key).filter(found -> Arrays.equals(found, value)).isPresent();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void emptyBatch(WalFixture fixture) throws WalException {
    Wal wal = fixture.open();
    wal.append(Writes.batch(Map.of()));
    equal(new TreeSet<Integer>(), new TreeSet<>(wal.partitions()), "partitions");
    wal.append(WalBatch.of(P, append(P, 1, 1, 1)));
    wal.append(Writes.batch(Map.of()));
    holds(fixture.reopen(wal), P, entries(P, 1, 1, 1));
  }
}
