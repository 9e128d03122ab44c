package io.quorate.sim.powerloss;

import io.quorate.sim.file.Damage;
import io.quorate.sim.file.FileFault;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.Streams;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One step of a run, as data. Its numbers are read in the light of what the log holds by then, so a
 * step means something whichever steps before it are left out.
 *
 * @param kind what is done
 * @param partition to what, or a number like the next two
 * @param a from 0 to 99
 * @param b from 0 to 99
 * @param random for all that is left open
 */
public record PowerLossStep(Kind kind, int partition, int a, int b, long random) {
  static final List<String> KEYS = List.of("k0", "k1", "k2");

  private static final int PARTITIONS = 3;
  private static final int PERCENT = 100;
  private static final List<FileFault.Kind> HARMLESS_FAULTS = List.of(
      FileFault.Kind.POWER_LOSS,
      FileFault.Kind.POWER_LOSS,
      FileFault.Kind.POWER_LOSS,
      FileFault.Kind.POWER_LOSS,
      FileFault.Kind.PROCESS_CRASH,
      FileFault.Kind.PROCESS_CRASH,
      FileFault.Kind.SYNC_FAILS,
      FileFault.Kind.SYNC_FAILS,
      FileFault.Kind.SYNC_FINDS_DISK_FULL,
      FileFault.Kind.DIRECTORY_SYNC_FAILS,
      FileFault.Kind.WRITE_FINDS_DISK_FULL,
      FileFault.Kind.SHORT_WRITE,
      FileFault.Kind.READ_FAILS,
      FileFault.Kind.STALL);

  /** What is done. */
  public enum Kind {
    /** Some entries to one partition. */
    APPEND,
    /** Some entries and a new hard state to each, and metadata. */
    APPEND_TO_ALL,
    /** A new hard state, a truncation and other entries, in one write. */
    REPLACE,
    /** A truncation. */
    TRUNCATE,
    /** The boundary moves up to an entry of the log. */
    COMPACT,
    /** The boundary moves above the last entry. */
    INSTALL,
    /** A hard state. */
    HARD_STATE,
    /** The partition is forgotten; its log may begin anew at once. */
    DROP,
    /** A metadata value is set or removed. */
    METADATA,
    /** The log is closed and opened. */
    REOPEN,
    /** The process crashes between two calls. */
    CRASH,
    /** The power fails between two calls. */
    POWER_LOSS,
    /** The cache forgets what it may, and everything is read. */
    READ,
    /** Something will go wrong in one of the next operations. */
    FAULT,
    /** A sync will write a page to a wrong place; at most one of these and the next per run. */
    MISDIRECT,
    /** Stored bytes are damaged. */
    DAMAGE
  }

  /** The steps of a seed. */
  static List<PowerLossStep> random(Streams streams) {
    SimRandom random = streams.stream("powerloss/steps");
    int count = (int) random.between(5, 45);
    // Most runs have faults, half of them also damage, which ends the run when it is found.
    long faults = random.between(0, 250);
    long harmAt = random.chance(400) ? random.nextLong(count) : -1;
    List<PowerLossStep> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Kind kind = kind(random, faults);
      if (i == harmAt) {
        kind = random.chance(200) ? Kind.MISDIRECT : Kind.DAMAGE;
      }
      steps.add(new PowerLossStep(
          kind,
          (int) random.nextLong(PARTITIONS),
          (int) random.nextLong(PERCENT),
          (int) random.nextLong(PERCENT),
          random.nextLong()));
    }
    return steps;
  }

  private static Kind kind(SimRandom random, long faults) {
    if (random.chance(faults)) {
      return Kind.FAULT;
    }
    if (random.chance(300)) {
      return Kind.APPEND;
    }
    return Kind.values()[(int) random.nextLong(Kind.FAULT.ordinal())];
  }

  FileFault fault(String recordFiles) {
    if (kind == Kind.MISDIRECT) {
      return new FileFault(FileFault.Kind.MISDIRECTED_WRITE, recordFiles, 1 + a % 3, random);
    }
    FileFault.Kind fault = HARMLESS_FAULTS.get(a % HARMLESS_FAULTS.size());
    return new FileFault(fault, "", 1 + (b < 70 ? b % 6 : b % 20), random);
  }

  Damage damage() {
    // Most of it bit flips: they have the most places where they can be.
    return a < 50 ? Damage.BIT_FLIP : Damage.values()[a % Damage.values().length];
  }

  /** What to append; empty if the step is no append. */
  Optional<WalBatch> batch(WalContents contents) {
    TreeMap<Integer, List<PartitionWrite>> writes = new TreeMap<>();
    TreeMap<String, byte[]> metadata = new TreeMap<>();
    WalContents.Partition log = contents.partition(partition);
    long boundary = log.boundary().index();
    long within = boundary + (log.lastIndex() - boundary) * a / (PERCENT - 1);
    switch (kind) {
      case APPEND -> writes.put(partition, List.of(PartitionWrite.append(after(log))));
      case APPEND_TO_ALL -> {
        for (int other = 0; other < PARTITIONS; other++) {
          WalContents.Partition its = contents.partition(other);
          writes.put(
              other,
              List.of(
                  write(false, vote(its), OptionalLong.empty(), Optional.empty(), of(other, its))));
        }
        metadata.put(KEYS.get(0), new byte[] {(byte) a});
      }
      case REPLACE -> {
        long term = log.term(log.lastIndex()) + 1;
        writes.put(
            partition,
            List.of(write(
                false,
                vote(log),
                OptionalLong.of(within),
                Optional.empty(),
                entries(partition, within, term))));
      }
      case TRUNCATE ->
        writes.put(
            partition,
            List.of(write(
                false, Optional.empty(), OptionalLong.of(within), Optional.empty(), List.of())));
      case COMPACT ->
        writes.put(partition, List.of(move(new LogBoundary(within, log.term(within)))));
      case INSTALL ->
        writes.put(
            partition,
            List.of(move(
                new LogBoundary(log.lastIndex() + 1 + a % 3, log.term(log.lastIndex()) + b % 2))));
      case HARD_STATE ->
        writes.put(partition, List.of(PartitionWrite.hardState(vote(log).get())));
      case DROP ->
        writes.put(
            partition,
            List.of(
                b % 2 == 0
                    ? WalContents.DROP
                    : write(
                        true,
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        entries(partition, 0, b))));
      case METADATA -> metadata.put(KEYS.get(partition), new byte[a < PERCENT / 3 ? 0 : a]);
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(new WalBatch(writes, metadata));
  }

  private static PartitionWrite move(LogBoundary boundary) {
    return write(false, Optional.empty(), OptionalLong.empty(), Optional.of(boundary), List.of());
  }

  private static PartitionWrite write(
      boolean drop,
      Optional<HardState> hardState,
      OptionalLong truncateAfter,
      Optional<LogBoundary> boundary,
      List<EntryRecord> entries) {
    return new PartitionWrite(drop, hardState, truncateAfter, boundary, entries);
  }

  private Optional<HardState> vote(WalContents.Partition log) {
    long term = log.hardState().map(HardState::term).orElse(0L) + 1;
    return Optional.of(
        new HardState(term, b % 3 == 0 ? OptionalInt.empty() : OptionalInt.of(1 + b % 3)));
  }

  private List<EntryRecord> after(WalContents.Partition log) {
    return of(partition, log);
  }

  private List<EntryRecord> of(int id, WalContents.Partition log) {
    return entries(id, log.lastIndex(), log.term(log.lastIndex()) + (b % 10 == 0 ? 1 : 0));
  }

  /** Their bytes differ from step to step: equal ones would hide which batch they are from. */
  private List<EntryRecord> entries(int id, long after, long term) {
    SimRandom bytes = new SimRandom(random + id);
    // Some batches have equal lengths, so that the records of two fit into each other's places.
    int size = b % 2 == 0 ? 16 : b % 4 == 1 ? 4 * b : b;
    List<EntryRecord> entries = new ArrayList<>();
    for (long index = after + 1; index <= after + 1 + a % 4; index++) {
      byte[] content = new byte[size];
      for (int i = 0; i < size; i++) {
        content[i] = (byte) bytes.nextLong();
      }
      entries.add(new EntryRecord(index, term, content));
    }
    return entries;
  }
}
