package io.quorate.sim.script;

import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.raft.Snapshot;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.sim.device.SimDisk;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The snapshots of one node: what a node layer would keep of them, on the node's disk, which
 * outlives its processes.
 */
final class ScriptSnapshots {
  private final SimDisk disk;
  private final int partition;
  private final Configuration formed;
  private final TreeMap<Long, Snapshot> taken = new TreeMap<>();

  // Of what the present process has applied.
  private long configurationIndex;
  private Configuration configuration;
  private LogBoundary applied = LogBoundary.START;

  ScriptSnapshots(SimDisk disk, int partition, Configuration formed) {
    this.disk = disk;
    this.partition = partition;
    this.formed = formed;
  }

  /** A process begins: its state is that of the newest snapshot. */
  Optional<Snapshot> begin() {
    Optional<Snapshot> newest = newest();
    restored(newest.orElseGet(() -> new Snapshot(LogBoundary.START, 0, formed)));
    return newest;
  }

  Optional<Snapshot> newest() {
    return Optional.ofNullable(taken.isEmpty() ? null : taken.lastEntry().getValue());
  }

  void applied(EntryRecord entry) {
    applied = new LogBoundary(entry.index(), entry.term());
    if (EntryRecords.kind(entry) == EntryKind.CONFIGURATION) {
      configurationIndex = entry.index();
      configuration = EntryRecords.configuration(entry);
    }
  }

  /** The state is that of a snapshot now. */
  void restored(Snapshot snapshot) {
    applied = snapshot.boundary();
    configurationIndex = snapshot.configurationIndex();
    configuration = snapshot.configuration();
  }

  /** Keeps what has been applied. */
  Snapshot take() {
    if (applied.index() == 0) {
      throw new ScriptException("nothing has been applied that a snapshot could hold");
    }
    return keep(new Snapshot(applied, configurationIndex, configuration));
  }

  Snapshot keep(Snapshot snapshot) {
    LogBoundary end = snapshot.boundary();
    taken.put(end.index(), snapshot);
    disk.snapshots().keep(new SnapshotId(partition, end.index(), end.term(), 0, 0));
    return snapshot;
  }
}
