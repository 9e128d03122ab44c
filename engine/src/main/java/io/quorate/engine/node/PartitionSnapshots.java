package io.quorate.engine.node;

import io.quorate.FrozenState;
import io.quorate.RetentionHold;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.RoleName;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.snapshot.TransferMessage;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.SnapshotStore.Reader;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.spi.LogBoundary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The snapshots of one partition on its event loop: has them written at checkpoints, fetched when
 * this member needs one, served to members that do, and removed when newer ones have taken their
 * place; and compacts the log behind them, in bounded steps.
 */
final class PartitionSnapshots implements TransferMessage.Visitor<Void> {
  /** A snapshot that somebody fetches is kept for so long after it was asked for last. */
  private static final long KEPT_NANOS = 10_000_000_000L;

  /** And for so long at most after a newer one is there. */
  private static final long KEPT_AT_MOST_NANOS = 600_000_000_000L;

  private final NodeContext context;
  private final PartitionHost host;
  private final SnapshotExport export;
  private final SnapshotPull pull;
  private final RetentionHolds holds;

  /** Complete ones, by index; the last is the newest. */
  private final TreeMap<Long, Kept> kept = new TreeMap<>();

  private long compactionSequence;
  private boolean compacting;
  private Optional<String> fetchProblem = Optional.empty();
  private Optional<String> serveProblem = Optional.empty();
  private Optional<String> removeProblem = Optional.empty();
  private int from;

  /** What each member has asked for last: what it has given up is not kept for it. */
  private final TreeMap<Integer, Fetch> fetches = new TreeMap<>();

  private static final class Kept {
    private final SnapshotId id;
    private long supersededAt = Long.MAX_VALUE;

    Kept(SnapshotId id) {
      this.id = id;
    }
  }

  private record Fetch(SnapshotId id, long askedAt) {}

  /** {@code found} is what was there at the start. */
  PartitionSnapshots(
      NodeContext context,
      PartitionHost host,
      LogBoundary boundary,
      Optional<NodeRestore.Found> found) {
    this.context = context;
    this.host = host;
    this.export = new SnapshotExport(context, host);
    this.pull = new SnapshotPull(context, host);
    this.holds = new RetentionHolds(boundary.index());
    found.ifPresent(newest -> {
      newest.older().forEach(id -> kept.put(id.index(), new Kept(id)));
      kept.put(newest.id().index(), new Kept(newest.id()));
    });
  }

  /** Whether this partition can have snapshots on this node. */
  boolean enabled() {
    return context.snapshots.enabled() && host.partition() != 0;
  }

  /** Any thread. */
  RetentionHold hold(long fromIndex) {
    return holds.hold(fromIndex);
  }

  /** The last entry whose effect the newest one holds; 0 if there is none. */
  long newestIndex() {
    return kept.isEmpty() ? 0 : kept.lastKey();
  }

  /** What keeps snapshots from being written, fetched, served or removed. */
  Optional<String> problem(long now) {
    return export
        .problem(now)
        .or(() -> pull.problem(now))
        .or(() -> fetchProblem)
        .or(() -> serveProblem)
        .or(() -> removeProblem);
  }

  long nextDeadline() {
    return Math.min(pull.nextDeadline(), export.nextDeadline());
  }

  void step(long now) {
    pull.step(now);
    export.step(now);
    compact(now);
  }

  void end() {
    export.end();
    pull.end();
  }

  // ---- writing

  /** The application has been frozen at a checkpoint. */
  void frozen(SnapshotHeader header, FrozenState state) {
    export.frozen(header, state);
  }

  void freezeFailed(String why) {
    export.failed(why);
  }

  /** A snapshot of this node's own is on its disk. */
  void exported(SnapshotId id) {
    context.counters.increment(Counter.SNAPSHOTS_STORED);
    context.observer.snapshotStored(host.partition(), id.index());
    keep(id);
  }

  private void keep(SnapshotId id) {
    long now = context.environment.nanoTime();
    for (Kept older : kept.headMap(id.index()).values()) {
      older.supersededAt = Math.min(older.supersededAt, now);
    }
    Kept other = kept.put(id.index(), new Kept(id));
    if (other != null && !other.id.equals(id)) {
      remove(other.id);
    }
    removeUnwanted(now);
    host.loop().touch(host);
  }

  private void removeUnwanted(long now) {
    // What the application is still to get is all there is: at the start, and when the log has gone
    // on behind one from another node.
    if (kept.size() < 2
        || !host.isRestored()
        || host.appliedIndex() < host.group().boundary().index()) {
      return;
    }
    // Who fetches one and is outrun by newer ones comes to an end with the one that he has begun:
    // with the oldest, that is, which is what those begin with who come later.
    Optional<Kept> spared = oldestWanted(now);
    for (Kept older : new ArrayList<>(kept.headMap(kept.lastKey()).values())) {
      if (spared.isEmpty() || spared.get() != older) {
        kept.remove(older.id.index());
        remove(older.id);
      }
    }
  }

  /** Of those that members have asked for not long ago: the oldest, but not the newest one. */
  private Optional<Kept> oldestWanted(long now) {
    return kept.headMap(kept.lastKey()).values().stream()
        .filter(older ->
            older.supersededAt == Long.MAX_VALUE || now - older.supersededAt < KEPT_AT_MOST_NANOS)
        .filter(older -> fetches.values().stream()
            .anyMatch(fetch -> fetch.id().equals(older.id) && now - fetch.askedAt() < KEPT_NANOS))
        .findFirst();
  }

  /**
   * Whoever begins to fetch gets what others fetch, as long as they do: only one older than the
   * newest is kept for all of them.
   */
  private Optional<Kept> forNewcomer(long minIndex) {
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    return oldestWanted(context.environment.nanoTime())
        .filter(older -> older.id.index() >= minIndex)
        .or(() -> Optional.of(kept.lastEntry().getValue()))
        .filter(one -> one.id.index() >= minIndex);
  }

  private void remove(SnapshotId id) {
    context.snapshots.transfers().execute(() -> {
      try {
        context.snapshots.store().remove(id);
      } catch (IOException e) {
        host.loop()
            .execute(() -> removeProblem =
                Optional.of("partition " + id.partition() + " could not remove a snapshot: " + e));
      }
    });
  }

  // ---- compaction

  /** The log's next beginning is on its way to the disk. */
  void boundaryWritten(long sequence) {
    compactionSequence = sequence;
    compacting = true;
  }

  void persisted(long sequence) {
    compacting &= sequence < compactionSequence;
  }

  private void compact(long now) {
    // Until it is known to be sound, the newest one takes no other's place.
    if (kept.isEmpty() || compacting || !host.isRestored()) {
      return;
    }
    GroupProbe group = host.group();
    long boundary = group.boundary().index();
    if (kept.lastKey() <= boundary) {
      return;
    }
    removeUnwanted(now);
    long target = Math.min(kept.firstKey(), host.appliedIndex());
    target = keepForFollowers(group, target);
    OptionalLong durable = host.applicationDurable();
    target = durable.isPresent() ? Math.min(target, durable.getAsLong()) : target;
    target = Math.min(target, boundary + context.settings.retention().stepEntries());
    target = target > boundary ? holds.letGo(target) : target;
    if (target > boundary) {
      context.counters.increment(Counter.COMPACTIONS);
      compacting = true;
      compactionSequence = Long.MAX_VALUE; // known when the core has had it written
      host.input(new Input.Compact(new LogBoundary(target, group.termAt(target).orElseThrow())));
    }
  }

  /** What a lagging follower still gets from the log, within a bound. */
  private long keepForFollowers(GroupProbe group, long target) {
    long retained = target - context.settings.retention().retainEntries();
    if (group.role() != RoleName.LEADER) {
      return retained;
    }
    long everywhere = target;
    for (int member : group.configuration().members()) {
      everywhere = Math.min(everywhere, group.matchIndex(member).orElse(0));
    }
    return Math.max(everywhere, retained);
  }

  // ---- fetching

  /** This member cannot go on without a snapshot. */
  void needed(int leader, long index) {
    if (enabled()) {
      pull.needed(leader, index, context.environment.nanoTime());
    } else {
      fetchProblem = Optional.of(
          "partition " + host.partition() + " lacks entries up to " + index
              + ", which the leader, node " + leader + ", does not hold any more; to go on from a"
              + " snapshot the application needs a SnapshotStateMachine, and the node a data directory");
    }
  }

  /**
   * A snapshot from another member is on this node's disk. It is sound, and what it holds is
   * committed: from here on it is this node's, whatever the core makes of it.
   */
  void fetched(SnapshotId id) {
    context.snapshots.transfers().execute(() -> {
      try {
        SnapshotHeader header = SnapshotFile.header(context.snapshots.store(), id);
        host.loop().execute(() -> {
          context.clock.advance(header.timestamp());
          keep(id);
          host.input(new Input.InstallSnapshot(header.core()));
        });
      } catch (IOException | MalformedRecordException | RuntimeException e) {
        host.loop().execute(() -> {
          fetchProblem =
              Optional.of("partition " + id.partition() + " cannot use the snapshot up to"
                  + " entry " + id.index() + " that it has fetched: " + e.getMessage());
          remove(id);
          pull.ended();
        });
      }
    });
  }

  /** The log goes on behind a snapshot; the application is to go on from it too. */
  void installed(LogBoundary boundary) {
    holds.replaced(host.group().boundary().index());
    if (pull.isActive()) {
      context.counters.increment(Counter.SNAPSHOTS_INSTALLED);
    }
    Kept here = kept.get(boundary.index());
    if (here != null) {
      host.restore(here.id);
    } // else the log holds all that it held, and a newer one has taken its place
    pull.ended();
  }

  /** The core has come as far without it; at the start, when its log begins just behind it. */
  void ignored(long index) {
    GroupProbe group = host.group();
    Kept here = kept.get(index);
    if (here != null && index == group.boundary().index() && index <= group.durableIndex()) {
      host.beginWith(here.id);
    }
    pull.ended();
  }

  // ---- between members

  void received(int sender, TransferMessage message) {
    if (enabled() && context.isRunning()) {
      from = sender;
      message.accept(this);
    }
  }

  @Override
  public Void request(TransferMessage.Request request) {
    if (request.snapshot().isEmpty()) {
      fetches.remove(from); // it does not want what it had begun with
    }
    Optional<Kept> found = request.snapshot().isPresent()
        ? Optional.ofNullable(kept.get(request.snapshot().get().index()))
            .filter(one -> one.id.equals(request.snapshot().get()))
        : forNewcomer(request.minIndex());
    if (found.isEmpty() || request.position() > found.get().id.length()) {
      answer(from, new TransferMessage.Unavailable(request.snapshot(), false));
      return null;
    }
    SnapshotId id = found.get().id;
    fetches.put(from, new Fetch(id, context.environment.nanoTime()));
    if (!context.snapshots.beginServing()) {
      answer(from, new TransferMessage.Unavailable(request.snapshot(), true));
    } else {
      int asker = from;
      context.snapshots.transfers().execute(() -> serve(asker, request, id));
    }
    return null;
  }

  @Override
  public Void piece(TransferMessage.Piece piece) {
    pull.piece(from, piece);
    return null;
  }

  @Override
  public Void unavailable(TransferMessage.Unavailable answer) {
    pull.unavailable(from, answer, context.environment.nanoTime());
    return null;
  }

  private void answer(int to, TransferMessage answer) {
    host.loop().outbox().add(to, host.partition(), answer);
    host.loop().touch(host);
  }

  /** On the lane of transfers. */
  private void serve(int asker, TransferMessage.Request request, SnapshotId id) {
    SnapshotStore store = context.snapshots.store();
    TransferMessage answer = new TransferMessage.Unavailable(request.snapshot(), false);
    Optional<String> problem = Optional.empty();
    try {
      Optional<Reader> reader = store.open(id);
      if (reader.isPresent()) {
        try (Reader open = reader.get()) {
          answer = new TransferMessage.Piece(
              id,
              request.position(),
              open.read(request.position(), context.settings.retention().pieceBytes()));
        }
      }
    } catch (IOException | RuntimeException e) {
      problem = Optional.of("partition " + id.partition() + " could not read its snapshot up to"
          + " entry " + id.index() + ": " + e);
    }
    if (answer instanceof TransferMessage.Piece) {
      context.counters.increment(Counter.SNAPSHOTS_PIECES);
    }
    TransferMessage piece = answer;
    Optional<String> why = problem;
    host.loop().execute(() -> {
      context.snapshots.servingEnded();
      serveProblem = why;
      if (!(piece instanceof TransferMessage.Piece)) {
        fetches.remove(asker); // what it cannot get is not kept for it
      }
      answer(asker, piece);
    });
  }
}
