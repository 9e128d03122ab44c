package io.quorate.engine.node;

import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.spi.EntryRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Brings one partition's committed entries to the application: in order, one at a time, on the
 * partition's apply lane, a batch at a time. An entry that the application refuses stops the
 * partition and is tried again after a while; it is never skipped (and neither is one that cannot
 * be read).
 */
final class Applier {
  private static final long BATCH_BYTES = 1 << 20;
  private static final long FIRST_BACKOFF_NANOS = 100_000_000L;
  private static final int MAX_DOUBLINGS = 6;

  private final PartitionHost host;
  private final NodeContext context;
  private long appliedIndex;
  private long applicableIndex;
  private long restoreTo;
  private boolean restoring;
  private boolean busy;
  private long busySince;
  private ApplyBatch current;
  private int failures;
  private long retryAt = Long.MAX_VALUE;
  private Optional<String> problem = Optional.empty();

  /** The application has not begun yet with what an earlier process has left. */
  private boolean beginning;

  private final long restoredLastIndex;

  /** What is to be restored before anything else is applied; null if nothing is. */
  private Restore restore;

  private long appliedBytes;

  /** Belongs to the apply lane. */
  private final ReplicaState replica;

  /** Belongs to the apply lane. */
  private final CommitWaits waits = new CommitWaits();

  /** {@code found} is the newest snapshot that was there at the start. */
  Applier(
      PartitionHost host, NodeContext context, RestoredGroup restored, Optional<SnapshotId> found) {
    this.host = host;
    this.context = context;
    this.appliedIndex = restored.boundary().index();
    this.applicableIndex = appliedIndex;
    this.restoreTo = restored.lastIndex();
    this.restoredLastIndex = restored.lastIndex();
    this.restoring = restored.lastIndex() > restored.boundary().index() || found.isPresent();
    this.replica = new ReplicaState(context, host.partition(), restored, found.isPresent());
    this.beginning = host.partition() != 0 && context.application.takesSnapshots();
    if (beginning && found.isEmpty()) {
      begin(Optional.empty());
    }
    if (restoring) {
      context.tell(host.partition(), () -> context.application.restoreStarted(host.partition()));
    }
  }

  // ---- on the event loop

  long appliedIndex() {
    return appliedIndex;
  }

  /** On the apply lane: whether the application has a ticket, or a snapshot, in part. */
  boolean isIncomplete() {
    return replica.isIncomplete();
  }

  /** Any thread: how many tickets are open. */
  int openTickets() {
    return replica.tickets().openCount();
  }

  Optional<String> problem() {
    return problem;
  }

  /** Bytes of entries that were applied since the start. */
  long appliedBytes() {
    return appliedBytes;
  }

  /** Any thread: see {@link ReplicaState#applicationDurable}. */
  OptionalLong applicationDurable() {
    return replica.applicationDurable();
  }

  /** Why nothing is applied, if so; not having come back for longer than a limit counts. */
  Optional<String> standstill(long now, long limitNanos) {
    if (problem.isPresent() || !busy || now - busySince < limitNanos) {
      return problem;
    }
    String since = " of partition " + host.partition() + " for "
        + TimeUnit.NANOSECONDS.toSeconds(now - busySince) + " s";
    if (restore != null) {
      return Optional.of("the application has not taken a snapshot's state" + since);
    }
    return Optional.of(
        current == null
            ? "the log has not answered a read" + since
            : "the application has not finished with the entries up to " + current.last() + since);
  }

  long retryAt() {
    return retryAt;
  }

  /** Those whose entries are with the application now. */
  List<PendingProposal> beingApplied() {
    return current == null ? List.of() : current.proposals();
  }

  /** Entries up to here may be applied. */
  void applicable(long index) {
    applicableIndex = index;
  }

  /** Entries above an index are not those any more that were found at the start. */
  void truncated(long index) {
    restoreTo = Math.min(restoreTo, index);
  }

  /** The first thing on the lane: not before the log goes on, durably, behind the snapshot. */
  private void begin(Optional<SnapshotId> snapshot) {
    restore = new Restore(
        snapshot.map(SnapshotId::index).orElse(appliedIndex),
        () -> replica.begin(snapshot, restoredLastIndex));
  }

  /** The log begins just behind the snapshot that was there at the start. */
  void beginWith(SnapshotId id) {
    if (beginning && restore == null) {
      begin(Optional.of(id));
    }
  }

  /** The log goes on behind a snapshot that reaches further than what is applied. */
  void restore(SnapshotId id) {
    applicableIndex = Math.max(applicableIndex, id.index());
    if (beginning) {
      begin(Optional.of(id));
      return;
    }
    restore = new Restore(id.index(), () -> replica.restore(id));
    retryAt = Long.MAX_VALUE;
    if (!busy) {
      dropCurrent();
    }
  }

  /** What a snapshot covers is not applied one by one any more; nobody can say what came of it. */
  private void dropCurrent() {
    if (current != null) {
      host.outcomes().unresolved(current.proposals());
      current = null;
    }
  }

  /** Hands the next batch over, if there is one and nothing stands in the way. */
  void proceed(long now) {
    if (restoring && !beginning && restore == null && appliedIndex >= restoreTo) {
      restoring = false;
      context.tell(host.partition(), () -> context.application.restoreFinished(host.partition()));
    }
    boolean mayNotBegin = beginning && restore == null;
    if (busy || mayNotBegin || (retryAt != Long.MAX_VALUE && now < retryAt)) {
      return;
    }
    retryAt = Long.MAX_VALUE;
    if (restore != null) {
      busy = true;
      busySince = now;
      context.applyLane(host.partition()).execute(restore);
    } else if (current != null) {
      run(current);
    } else if (appliedIndex < applicableIndex) {
      List<EntryRecord> entries =
          host.group().cached(appliedIndex + 1, applicableIndex, BATCH_BYTES);
      if (entries != null) {
        run(batch(entries, false));
      } else {
        read();
      }
    }
  }

  private ApplyBatch batch(List<EntryRecord> entries, boolean unverified) {
    return new ApplyBatch(
        host, context, replica, waits, entries, unverified, restoreTo, this::batchEnded);
  }

  private void run(ApplyBatch batch) {
    busy = true;
    busySince = context.environment.nanoTime();
    current = batch;
    context.applyLane(host.partition()).execute(batch);
  }

  private void read() {
    busy = true;
    busySince = context.environment.nanoTime();
    long from = appliedIndex + 1;
    // What lies beyond may be cut off before the entries arrive, and be committed otherwise.
    long to = applicableIndex;
    LogReads.read(
        context,
        host.partition(),
        from,
        BATCH_BYTES,
        entries -> host.loop().execute(() -> entriesRead(from, to, entries)));
  }

  private void entriesRead(long from, long to, List<EntryRecord> entries) {
    busy = false;
    if (restore != null) {
      host.loop().touch(host); // a snapshot takes the place of what was read for
      return;
    }
    if (from <= host.group().boundary().index()) {
      return; // it will, as soon as the log goes on behind it, durably
    }
    int count = (int) Math.min(entries.size(), to - from + 1);
    if (count == 0) {
      context.fail(
          "partition " + host.partition() + " has lost entry " + from + ", which was durable",
          null);
      return;
    }
    run(batch(entries.subList(0, count), true));
    host.loop().touch(host);
  }

  private void batchEnded(ApplyBatch batch, int applied, boolean failed) {
    busy = false;
    boolean progressed = applied > batch.next();
    appliedIndex = batch.first() + applied - 1;
    appliedBytes += batch.bytes(batch.next(), applied);
    batch.next(applied);
    host.ticketsChanged(batch.takeOpened(), batch.takeDecided());
    if (restore != null && applied < batch.size()) {
      dropCurrent();
    } else if (failed) {
      problem = Optional.of("entry " + (appliedIndex + 1) + " of partition " + host.partition()
          + " is refused by the application: " + batch.refusal());
      backOff(progressed);
    } else if (applied == batch.size()) {
      problem = Optional.empty();
      failures = 0;
      batch.proposals().forEach(host.outcomes()::release);
      current = null;
    }
    host.loop().touch(host);
  }

  private void backOff(boolean progressed) {
    failures = progressed ? 1 : failures + 1;
    retryAt = context.environment.nanoTime()
        + (FIRST_BACKOFF_NANOS << Math.min(failures - 1, MAX_DOUBLINGS));
  }

  private void restored(Restore done, SortedMap<HybridTimestamp, Long> open) {
    busy = false;
    appliedIndex = done.index;
    failures = 0;
    problem = Optional.empty();
    beginning = false;
    if (restore == done) {
      restore = null;
    }
    host.restored(open);
    host.loop().touch(host);
  }

  /** Without its snapshot a partition cannot go on, unless a later one has taken its place. */
  private void restoreLost(Restore lost, Exception why) {
    busy = false;
    if (restore == lost) {
      context.fail(why.getMessage(), why);
    } else {
      host.loop().touch(host);
    }
  }

  private void restoreFailed(Throwable error) {
    busy = false;
    problem = Optional.of(
        "partition " + host.partition() + " could not be restored from a snapshot: " + error);
    backOff(false);
    host.loop().touch(host);
  }

  // ---- on the apply lane

  /** Puts a snapshot in the place of what is applied. */
  private final class Restore implements Runnable {
    private final long index;
    private final Callable<SortedMap<HybridTimestamp, Long>> work;

    Restore(long index, Callable<SortedMap<HybridTimestamp, Long>> work) {
      this.index = index;
      this.work = work;
    }

    @Override
    public void run() {
      if (!context.isRunning()) {
        return;
      }
      try {
        SortedMap<HybridTimestamp, Long> open = work.call();
        host.loop().execute(() -> restored(this, open));
      } catch (MalformedRecordException | SnapshotLostException e) {
        host.loop().execute(() -> restoreLost(this, e));
      } catch (Throwable e) {
        context.counters.increment(Counter.APPLY_FAILURES);
        host.loop().execute(() -> restoreFailed(e));
      }
    }
  }
}
