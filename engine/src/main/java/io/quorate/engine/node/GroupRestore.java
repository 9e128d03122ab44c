package io.quorate.engine.node;

import io.quorate.HybridTimestamp;
import io.quorate.RaftException;
import io.quorate.engine.codec.CorruptEntryException;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.raft.Snapshot;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.storage.Storage;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds out from storage how a group was left: reads its log once, checks every record, and keeps
 * what the core needs.
 */
final class GroupRestore {
  private static final long READ_BYTES = 4 << 20;

  private final TreeMap<Long, Long> termStarts = new TreeMap<>();
  private final TreeMap<Long, Configuration> configurations = new TreeMap<>();
  private HybridTimestamp lastTimestamp = HybridTimestamp.ZERO;
  private long lastTerm;

  private GroupRestore() {}

  /** A group as it was left, and the latest time stamp in its log or its snapshot. */
  record Result(RestoredGroup group, HybridTimestamp lastTimestamp) {}

  /** Reads one group, behind its snapshot if there is one. Blocking. */
  static Result read(
      Storage storage, int partition, Configuration formed, Optional<SnapshotHeader> snapshot)
      throws WalException {
    return new GroupRestore().run(storage, partition, formed, snapshot);
  }

  private Result run(
      Storage storage, int partition, Configuration formed, Optional<SnapshotHeader> snapshot)
      throws WalException {
    PartitionState state = storage.state(partition);
    checkReaches(partition, state.boundary(), snapshot);
    // What stands in the log before the snapshot's own configuration is of no more use.
    Snapshot start = snapshot
        .map(SnapshotHeader::core)
        .orElseGet(() -> new Snapshot(LogBoundary.START, 0, formed));
    configurations.put(start.configurationIndex(), start.configuration());
    lastTimestamp = snapshot.map(SnapshotHeader::timestamp).orElse(HybridTimestamp.ZERO);
    lastTerm = state.boundary().term();
    long next = state.boundary().index() + 1;
    while (next <= state.lastIndex()) {
      List<EntryRecord> entries = storage.readNow(partition, next, READ_BYTES);
      if (entries.isEmpty()) {
        throw new WalException(
            Kind.CORRUPT,
            "partition " + partition + " ends before index " + next + ", but should reach "
                + state.lastIndex());
      }
      for (EntryRecord entry : entries) {
        take(partition, entry);
      }
      next += entries.size();
    }
    return new Result(
        new RestoredGroup(
            state.hardState().orElse(HardState.INITIAL),
            state.boundary(),
            state.lastIndex(),
            termStarts,
            configurations),
        lastTimestamp);
  }

  private static void checkReaches(
      int partition, LogBoundary boundary, Optional<SnapshotHeader> snapshot) {
    long reached = snapshot.map(SnapshotHeader::index).orElse(0L);
    if (reached < boundary.index()) {
      throw new RaftException(
          "QRT-312",
          "The log of partition " + partition + " begins behind entry " + boundary.index()
              + ", but "
              + (reached == 0
                  ? "there is no snapshot of what was before"
                  : "the newest snapshot reaches to entry " + reached + " only")
              + ". Start with a data directory and a SnapshotStateMachine, as before, and put the"
              + " data directory's snapshots back; or copy the newest snapshot of the partition from"
              + " another member's data directory");
    }
  }

  private void take(int partition, EntryRecord entry) throws WalException {
    try {
      EntryRecords.verify(partition, entry);
      if (EntryRecords.kind(entry) == EntryKind.CONFIGURATION) {
        if (entry.index() > configurations.firstKey()) {
          configurations.put(entry.index(), EntryRecords.configuration(entry));
        }
      }
    } catch (CorruptEntryException e) {
      throw new WalException(Kind.CORRUPT, e.getMessage(), e);
    }
    if (entry.term() > lastTerm || termStarts.isEmpty()) {
      termStarts.put(entry.index(), entry.term());
      lastTerm = entry.term();
    }
    HybridTimestamp stamp = EntryRecords.timestamp(entry);
    lastTimestamp = stamp.compareTo(lastTimestamp) > 0 ? stamp : lastTimestamp;
  }
}
