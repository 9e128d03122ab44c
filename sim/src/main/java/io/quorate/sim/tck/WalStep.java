package io.quorate.sim.tck;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * One step of a random run, as data: what is done, to which partition, and two numbers that are
 * read in the light of what the log is by then. So a step means something whichever steps before it
 * are left out.
 *
 * @param kind what is done
 * @param partition to what
 * @param a from 0 to 99
 * @param b from 0 to 99
 */
record WalStep(Kind kind, int partition, int a, int b) {
  static final int PARTITIONS = 3;
  static final List<String> KEYS = List.of("k0", "k1", "k2");

  private static final int PERCENT = 100;

  /** What is done. */
  enum Kind {
    APPEND,
    APPEND_TO_ALL,
    TRUNCATE,
    REPLACE,
    COMPACT,
    INSTALL,
    CONFLICT,
    HARD_STATE,
    DROP,
    DROP_AND_APPEND,
    METADATA,
    GAP,
    SEVERAL,
    REOPEN
  }

  /** Steps by weight: most of them append. */
  static List<WalStep> random(long seed, int count) {
    Random random = new Random(seed);
    List<WalStep> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      steps.add(random(random));
    }
    return steps;
  }

  /** One such step. */
  static WalStep random(Random random) {
    Kind[] kinds = Kind.values();
    Kind kind = random.nextInt(3) == 0 ? Kind.APPEND : kinds[random.nextInt(kinds.length)];
    return new WalStep(
        kind, random.nextInt(PARTITIONS), random.nextInt(PERCENT), random.nextInt(PERCENT));
  }

  /** What to append, which may be illegal; empty to open the log anew. */
  Optional<WalBatch> batch(WalModel model) {
    TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
    TreeMap<String, byte[]> metadata = new TreeMap<>();
    PartitionState state = model.state(partition);
    long boundary = state.boundary().index();
    long last = state.lastIndex();
    // Somewhere between boundary and last entry.
    long within = boundary + (last - boundary) * a / (PERCENT - 1);
    switch (kind) {
      case APPEND -> writes.put(partition, List.of(PartitionWrite.append(entries(state, last))));
      case APPEND_TO_ALL -> {
        for (int other = 0; other < PARTITIONS; other++) {
          PartitionState its = model.state(other);
          writes.put(other, List.of(PartitionWrite.append(entries(its, its.lastIndex()))));
        }
        metadata.put(KEYS.get(0), new byte[] {(byte) a});
      }
      case TRUNCATE -> writes.put(partition, List.of(Writes.truncate(within)));
      case REPLACE ->
        writes.put(partition, List.of(Writes.truncate(within, entries(state, within))));
      case COMPACT ->
        writes.put(partition, List.of(Writes.boundary(within, model.term(partition, within))));
      case INSTALL ->
        writes.put(partition, List.of(Writes.boundary(last + 1 + a % 7, state.lastTerm() + b % 2)));
      case CONFLICT ->
        writes.put(partition, List.of(Writes.boundary(within, state.lastTerm() + 1)));
      case HARD_STATE -> writes.put(partition, List.of(Writes.hardState(b, 1 + a)));
      case DROP -> writes.put(partition, List.of(Writes.drop()));
      case DROP_AND_APPEND ->
        writes.put(partition, List.of(Writes.drop(Writes.entries(partition, 1, 1 + a % 4, b))));
      case METADATA ->
        metadata.put(KEYS.get(partition), a < PERCENT / 3 ? new byte[0] : new byte[a]);
      case GAP -> {
        writes.put(partition, List.of(Writes.append(partition, last + 2 + b, 1, state.lastTerm())));
        int other = (partition + 1) % PARTITIONS;
        writes.put(other, List.of(Writes.hardState(b, 1)));
      }
      case SEVERAL ->
        writes.put(
            partition,
            List.of(
                PartitionWrite.append(entries(state, last)),
                Writes.truncate(last),
                Writes.hardState(a, 1 + b),
                Writes.boundary(within, model.term(partition, within)),
                PartitionWrite.append(entries(state, last))));
      case REOPEN -> {
        return Optional.empty();
      }
    }
    return Optional.of(new WalBatch(writes, metadata));
  }

  /** One to eight entries after an index, of various sizes, the term rising at times. */
  private List<EntryRecord> entries(PartitionState state, long after) {
    long term = Math.max(state.lastTerm(), state.boundary().term()) + (b % 10 == 0 ? 1 : 0);
    int size = b < 5 ? 50_000 * b : b;
    List<EntryRecord> entries = new ArrayList<>();
    for (long index = after + 1; index <= after + 1 + a % 8; index++) {
      entries.add(Writes.entry(partition, index, term, size));
    }
    return entries;
  }
}
