package io.quorate.engine.node;

import io.quorate.HybridTimestamp;
import io.quorate.RaftException;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.codec.SystemCodec;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.system.FormationRecord;
import io.quorate.engine.system.Member;
import io.quorate.engine.system.Membership;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.WalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node finds in its storage when it starts.
 *
 * @param record the cluster that it belongs to, if it does
 * @param confirmed whether all members are known to have the record, so that the groups may run
 * @param membership who belongs to the cluster by now, if that was written down
 * @param groups if they may, each as it was left, partition 0 first
 * @param lastTimestamp later than none in any log
 */
record NodeRestore(
    Optional<FormationRecord> record,
    boolean confirmed,
    Optional<Membership> membership,
    List<Group> groups,
    HybridTimestamp lastTimestamp) {

  /** A group as it was left, and the newest snapshot of it. */
  record Group(RestoredGroup group, Optional<Found> snapshot) {}

  /** The newest snapshot on this node's disk, and those that it has left to be removed. */
  record Found(SnapshotId id, SnapshotHeader header, List<SnapshotId> older) {}

  /** Reads everything. Blocking. */
  static NodeRestore read(
      Storage storage, Optional<SnapshotStore> snapshots, NodeSettings settings, Member self)
      throws WalException {
    Optional<FormationRecord> record =
        read(storage, FormationRecord.STORAGE_KEY, SystemCodec::formationRecord);
    Optional<Membership> membership =
        read(storage, Membership.STORAGE_KEY, SystemCodec::membership);
    boolean confirmed = storage.metadata(SystemHost.CONFIRMED_KEY).isPresent();
    List<Group> groups = new ArrayList<>();
    HybridTimestamp last = HybridTimestamp.ZERO;
    if (record.isPresent()) {
      checkFits(record.get(), membership, settings, self);
    }
    if (confirmed) {
      Configuration formed = configuration(record.orElseThrow());
      for (int partition = 0; partition <= record.get().partitions(); partition++) {
        Optional<Found> found = newest(storage, snapshots, partition);
        GroupRestore.Result result =
            GroupRestore.read(storage, partition, formed, found.map(Found::header));
        groups.add(new Group(result.group(), found));
        last = result.lastTimestamp().compareTo(last) > 0 ? result.lastTimestamp() : last;
      }
    }
    return new NodeRestore(record, confirmed, membership, groups, last);
  }

  private static boolean holds(Storage storage, SnapshotId id) throws WalException {
    PartitionState state = storage.state(id.partition());
    if (id.index() <= state.boundary().index()) {
      return true;
    }
    List<EntryRecord> end = id.index() <= state.lastIndex()
        ? storage.readNow(id.partition(), id.index(), 1)
        : List.of();
    return !end.isEmpty() && end.get(0).term() == id.term();
  }

  private static Optional<Found> newest(
      Storage storage, Optional<SnapshotStore> snapshots, int partition) throws WalException {
    if (snapshots.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<SnapshotId> all = snapshots.get().list(partition);
      if (all.isEmpty()) {
        return Optional.empty();
      }
      SnapshotId id = all.get(all.size() - 1);
      // A log that does not hold its end will go for it: that must not happen for a damaged one.
      SnapshotHeader header = holds(storage, id)
          ? SnapshotFile.header(snapshots.get(), id)
          : SnapshotFile.verifiedHeader(snapshots.get(), id);
      return Optional.of(new Found(id, header, all.subList(0, all.size() - 1)));
    } catch (IOException | MalformedRecordException e) {
      throw new WalException(
          WalException.Kind.CORRUPT,
          "the snapshots of partition " + partition + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  /** The groups of a cluster that has been formed just now: empty logs. */
  static List<Group> fresh(FormationRecord record) {
    List<Group> groups = new ArrayList<>();
    for (int partition = 0; partition <= record.partitions(); partition++) {
      TreeMap<Long, Configuration> configurations = new TreeMap<>();
      configurations.put(0L, configuration(record));
      groups.add(new Group(
          new RestoredGroup(
              HardState.INITIAL, LogBoundary.START, 0, new TreeMap<>(), configurations),
          Optional.empty()));
    }
    return groups;
  }

  private interface Decoder<T> {
    T decode(byte[] stored) throws MalformedRecordException;
  }

  private static <T> Optional<T> read(Storage storage, String key, Decoder<T> decoder)
      throws WalException {
    Optional<byte[]> stored = storage.metadata(key);
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(decoder.decode(stored.get()));
    } catch (MalformedRecordException e) {
      throw new WalException(WalException.Kind.CORRUPT, key + " is damaged: " + e.getMessage(), e);
    }
  }

  private static void checkFits(
      FormationRecord record, Optional<Membership> membership, NodeSettings settings, Member self) {
    if (!record.names(self) && membership.filter(all -> all.names(self)).isEmpty()) {
      throw new RaftException(
          "QRT-303",
          "The log belongs to another node: it was formed by " + record.members() + ", and this is "
              + self + ". Set node.id and data.directory as they were");
    }
    if (settings.partitionsGiven() && settings.partitions() != record.partitions()) {
      throw new RaftException(
          "QRT-404",
          "The cluster was formed with " + record.partitions()
              + " partitions, but partitions.initial is " + settings.partitions() + ". Set it to "
              + record.partitions() + ", or leave it out");
    }
  }

  private static Configuration configuration(FormationRecord record) {
    TreeSet<Integer> voters = new TreeSet<>();
    record.members().forEach(member -> voters.add(member.nodeId()));
    return Configuration.of(voters);
  }
}
