package io.quorate.engine.node;

import io.quorate.FrozenState;
import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.raft.Snapshot;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.ticket.Tickets;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the engine itself makes of one partition's applied entries, and the application's state as a
 * whole: how both are taken hold of at a checkpoint, and how both come back from a snapshot. On the
 * apply lane, but for what says otherwise.
 */
final class ReplicaState {
  private final NodeContext context;
  private final int partition;
  private final Tickets tickets = new Tickets();
  private long configurationIndex;
  private Configuration configuration;

  /** The last entry at which the application was given something. */
  private long deliveredIndex;

  /** Up to here the application has everything from an earlier process, in a store of its own. */
  private long keptByApplication;

  /** A snapshot has been taken in part at most. */
  private boolean restoring;

  /** Any thread; 0 until it is known. */
  private volatile OptionalLong applicationDurable = OptionalLong.of(0);

  /** {@code awaitsSnapshot}: nothing may be read before {@link #begin}. */
  ReplicaState(NodeContext context, int partition, RestoredGroup restored, boolean awaitsSnapshot) {
    this.restoring = awaitsSnapshot;
    this.context = context;
    this.partition = partition;
    this.configurationIndex = restored.configurations().firstKey();
    this.configuration = restored.configurations().get(configurationIndex);
  }

  Tickets tickets() {
    return tickets;
  }

  /** Up to where the application keeps entries itself; empty if it does not. Any thread. */
  OptionalLong applicationDurable() {
    return applicationDurable;
  }

  /** The application has been given something at an entry. */
  void delivered(long index) {
    deliveredIndex = index;
  }

  /** Whether the application has this entry from an earlier process, and is not given it again. */
  boolean isKeptByApplication(long index) {
    return index <= keptByApplication;
  }

  /** Whether what the application has is no state that anybody committed. */
  boolean isIncomplete() {
    return restoring || tickets.isDelivering();
  }

  void configured(EntryRecord entry) {
    configurationIndex = entry.index();
    configuration = EntryRecords.configuration(entry);
  }

  /** Asks the application again, as it may have kept more by now. */
  void askWhatIsDurable() {
    applicationDurable = context.application.durableIndex(partition);
  }

  /**
   * The first thing that is done on the lane. Returns the open tickets, with their lifetimes.
   *
   * @param found the newest snapshot
   * @param lastIndex of the log
   */
  SortedMap<HybridTimestamp, Long> begin(Optional<SnapshotId> found, long lastIndex)
      throws Exception {
    askWhatIsDurable();
    long durable = applicationDurable.orElse(0);
    if (durable > Math.max(lastIndex, found.map(SnapshotId::index).orElse(0L))) {
      context.fail(
          "the application says that it keeps partition " + partition + " up to entry " + durable
              + " itself, but this node's log ends at " + lastIndex
              + ": it has not been made from this log",
          null);
      return new TreeMap<>();
    }
    SortedMap<HybridTimestamp, Long> open = new TreeMap<>();
    if (found.isPresent()) {
      open = restore(found.get(), durable);
    }
    keptByApplication = durable;
    return open;
  }

  /** Puts a snapshot in the place of everything. Returns the open tickets, with their lifetimes. */
  SortedMap<HybridTimestamp, Long> restore(SnapshotId id) throws Exception {
    SortedMap<HybridTimestamp, Long> open = restore(id, -1);
    askWhatIsDurable();
    return open;
  }

  /** An application that has kept all that the snapshot holds is not restored from it. */
  private SortedMap<HybridTimestamp, Long> restore(SnapshotId id, long durable) throws Exception {
    SortedMap<HybridTimestamp, Long> open = new TreeMap<>();
    restoring = true;
    SnapshotFile.use(context.snapshots.store(), id, (header, state) -> {
      if (durable < header.deliveredIndex()) {
        context.application.restore(partition, id.index(), state);
      }
      tickets.restore(header.tickets());
      deliveredIndex = header.deliveredIndex();
      configurationIndex = header.core().configurationIndex();
      configuration = header.core().configuration();
      header.tickets().open().forEach((ticket, entry) -> open.put(ticket, entry.lifetimeMillis()));
    });
    restoring = false;
    context.observer.restored(partition, id.index(), id.term());
    return open;
  }

  /**
   * Whether the application's state is that of a checkpoint's entry: not so if it has more from an
   * earlier process, which would come a second time to whoever begins with such a snapshot.
   */
  boolean isAt(long checkpoint) {
    return keptByApplication <= checkpoint;
  }

  /** Takes hold of everything behind a checkpoint's entry. */
  FrozenState freeze() throws Exception {
    askWhatIsDurable();
    return context.application.freeze(partition);
  }

  /** What goes before the application's state. */
  SnapshotHeader header(EntryRecord checkpoint) {
    return new SnapshotHeader(
        partition,
        new Snapshot(
            new LogBoundary(checkpoint.index(), checkpoint.term()),
            configurationIndex,
            configuration),
        EntryRecords.timestamp(checkpoint),
        deliveredIndex,
        tickets.state());
  }
}
