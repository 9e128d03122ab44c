package io.quorate.engine.node;

import io.quorate.FrozenState;
import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.engine.codec.CorruptEntryException;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.WalException;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /** For so long a batch may hold its lane before the lane's other partitions have their turn. */
  private static final long SLICE_NANOS = 20_000_000L;

  private static final int ENTRIES_PER_LOOK = 8;

  private final PartitionHost host;
  private final NodeContext context;
  private long appliedIndex;
  private long applicableIndex;
  private long restoreTo;
  private boolean restoring;
  private boolean busy;
  private long busySince;
  private Batch current;
  private int failures;
  private long retryAt = Long.MAX_VALUE;
  private Optional<String> problem = Optional.empty();

  /** What is to be restored before anything else is applied; null if nothing is. */
  private Restore restore;

  private long appliedBytes;

  /** Belongs to the apply lane. */
  private final ReplicaState replica;

  /** Belongs to the apply lane. */
  private final CommitWaits waits = new CommitWaits();

  /** Written by the apply lane, before anybody hears of what it has applied. */
  private volatile int openTickets;

  /** {@code found} is the newest snapshot that was there at the start. */
  Applier(
      PartitionHost host, NodeContext context, RestoredGroup restored, Optional<SnapshotId> found) {
    this.host = host;
    this.context = context;
    this.appliedIndex = restored.boundary().index();
    this.applicableIndex = appliedIndex;
    this.restoreTo = restored.lastIndex();
    this.restoring = restored.lastIndex() > restored.boundary().index() || found.isPresent();
    this.replica = new ReplicaState(context, host.partition(), restored, found.isPresent());
    if (host.snapshotsEnabled()) {
      restore = new Restore(
          found.map(SnapshotId::index).orElse(appliedIndex),
          () -> replica.begin(found, restored.lastIndex()));
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
    return openTickets;
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
    return current == null ? List.of() : current.proposals;
  }

  /** Entries up to here may be applied. */
  void applicable(long index) {
    applicableIndex = index;
  }

  /** Entries above an index are not those any more that were found at the start. */
  void truncated(long index) {
    restoreTo = Math.min(restoreTo, index);
  }

  /** The log goes on behind a snapshot that reaches further than what is applied. */
  void restore(SnapshotId id) {
    applicableIndex = Math.max(applicableIndex, id.index());
    restore = new Restore(id.index(), () -> replica.restore(id));
    retryAt = Long.MAX_VALUE;
    if (!busy) {
      dropCurrent();
    }
  }

  /** What a snapshot covers is not applied one by one any more; nobody can say what came of it. */
  private void dropCurrent() {
    if (current != null) {
      host.unresolved(current.proposals);
      current = null;
    }
  }

  /** Hands the next batch over, if there is one and nothing stands in the way. */
  void proceed(long now) {
    if (restoring && appliedIndex >= restoreTo) {
      restoring = false;
      context.tell(host.partition(), () -> context.application.restoreFinished(host.partition()));
    }
    if (busy || (retryAt != Long.MAX_VALUE && now < retryAt)) {
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
        run(new Batch(entries, false));
      } else {
        read();
      }
    }
  }

  private void run(Batch batch) {
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
    context.storage.read(host.partition(), from, BATCH_BYTES, new Storage.ReadCompletion() {
      @Override
      public void read(List<EntryRecord> entries) {
        host.loop().execute(() -> entriesRead(from, to, entries));
      }

      @Override
      public void failed(WalException failure) {
        if (failure.kind() == WalException.Kind.OUT_OF_RANGE) {
          host.loop().execute(() -> entriesRead(from, to, List.of()));
          return;
        }
        context.fail(
            "partition " + host.partition() + " cannot read its log from index " + from + ": "
                + failure.getMessage(),
            failure);
      }
    });
  }

  private void entriesRead(long from, long to, List<EntryRecord> entries) {
    busy = false;
    if (restore != null || from <= host.group().boundary().index()) {
      host.loop().touch(host); // a snapshot takes the place of what was read for
      return;
    }
    int count = (int) Math.min(entries.size(), to - from + 1);
    if (count == 0) {
      context.fail(
          "partition " + host.partition() + " has lost entry " + from + ", which was durable",
          null);
      return;
    }
    run(new Batch(entries.subList(0, count), true));
    host.loop().touch(host);
  }

  private void batchEnded(Batch batch, int applied, boolean failed) {
    busy = false;
    boolean progressed = applied > batch.next;
    appliedIndex = batch.first() + applied - 1;
    appliedBytes += batch.bytes(batch.next, applied);
    batch.next = applied;
    host.ticketsChanged(batch.takeOpened(), batch.takeDecided());
    if (restore != null && applied < batch.entries.size()) {
      dropCurrent();
    } else if (failed) {
      problem = Optional.of("entry " + (appliedIndex + 1) + " of partition " + host.partition()
          + " is refused by the application: " + batch.refusal);
      backOff(progressed);
    } else if (applied == batch.entries.size()) {
      problem = Optional.empty();
      failures = 0;
      batch.proposals.forEach(host::release);
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
        openTickets = replica.tickets().openCount();
        host.loop().execute(() -> restored(this, open));
      } catch (MalformedRecordException | FileNotFoundException e) {
        host.loop().execute(() -> restoreLost(this, e));
      } catch (Throwable e) {
        context.counters.increment(Counter.APPLY_FAILURES);
        host.loop().execute(() -> restoreFailed(e));
      }
    }
  }

  /**
   * Some entries, and the proposals that they resolve. Handed back and forth between the loop and
   * the lane.
   */
  private final class Batch implements Runnable {
    private final List<EntryRecord> entries;
    private final List<PendingProposal> proposals;
    private final boolean unverified;
    private final long restoredUpTo = restoreTo;
    private int next;
    private int nextProposal;
    private final SortedMap<HybridTimestamp, Long> opened = new TreeMap<>();
    private final List<HybridTimestamp> decided = new ArrayList<>();
    private LogEntry offered;
    private int attempt = 1;
    private String refusal = "";

    Batch(List<EntryRecord> entries, boolean unverified) {
      this.entries = entries;
      this.unverified = unverified;
      this.proposals = host.proposals().takeUpTo(entries.get(entries.size() - 1).index());
    }

    long first() {
      return entries.get(0).index();
    }

    long bytes(int from, int to) {
      long bytes = 0;
      for (int i = from; i < to; i++) {
        bytes += entries.get(i).bytes().length;
      }
      return bytes;
    }

    long last() {
      return entries.get(entries.size() - 1).index();
    }

    /** On the loop: the tickets that were opened since it was last asked, and their lifetimes. */
    SortedMap<HybridTimestamp, Long> takeOpened() {
      if (opened.isEmpty()) {
        return Collections.emptySortedMap();
      }
      SortedMap<HybridTimestamp, Long> taken = new TreeMap<>(opened);
      opened.clear();
      return taken;
    }

    List<HybridTimestamp> takeDecided() {
      if (decided.isEmpty()) {
        return List.of();
      }
      List<HybridTimestamp> taken = List.copyOf(decided);
      decided.clear();
      return taken;
    }

    @Override
    public void run() {
      int done = next;
      boolean failed = false;
      try {
        long begin = context.environment.nanoTime();
        while (done < entries.size()
            && !failed
            && context.isRunning()
            && !isOthersTurn(done - next, begin)) {
          failed = !apply(entries.get(done));
          done += failed ? 0 : 1;
        }
      } catch (CorruptEntryException e) {
        context.fail(e.getMessage(), e);
      }
      tellWaits();
      int applied = done;
      boolean stopped = failed;
      host.loop().execute(() -> batchEnded(this, applied, stopped));
    }

    /**
     * The lane is other partitions' too: an application that is slow in this one must not hold up
     * theirs for a whole batch. The clock is not read for every entry.
     */
    private boolean isOthersTurn(int applied, long begin) {
      return applied > 0
          && applied % ENTRIES_PER_LOOK == 0
          && context.environment.nanoTime() - begin >= SLICE_NANOS;
    }

    private boolean apply(EntryRecord entry) throws CorruptEntryException {
      if (unverified) {
        EntryRecords.verify(host.partition(), entry);
      }
      Object response = null;
      switch (EntryRecords.kind(entry)) {
        case COMMAND -> {
          try {
            response = deliver(EntryRecords.toLogEntry(entry));
          } catch (Throwable e) {
            refused(offered, e);
            return false;
          }
        }
        case TICKET -> response = openTicket(entry);
        case DECISION -> {
          DecisionEntry decision = EntryRecords.decision(host.partition(), entry);
          try {
            response = replica
                .tickets()
                .decide(
                    entry.index(),
                    decision,
                    (proposal, position) ->
                        deliver(EntryRecords.delivered(entry, proposal, position)));
          } catch (Throwable e) {
            refused(offered, e);
            return false;
          }
          decided.add(decision.ticket());
          openTickets = replica.tickets().openCount();
        }
        case SYSTEM -> host.systemEntry(entry);
        case CHECKPOINT -> checkpoint(entry);
        case CONFIGURATION -> replica.configured(entry);
        case NO_OP -> {}
      }
      context.counters.increment(Counter.ENTRIES_APPLIED);
      context.observer.applied(host.partition(), entry.index(), entry.term());
      resolve(entry, response);
      return true;
    }

    private Object deliver(LogEntry log) throws Exception {
      replica.delivered(log.index());
      if (replica.isKeptByApplication(log.index())) {
        return null;
      }
      offered = log;
      Object response =
          context.application.apply(host.partition(), log, log.index() <= restoredUpTo);
      attempt = 1;
      return response;
    }

    /** Null if there is no room for it. */
    private HybridTimestamp openTicket(EntryRecord entry) throws CorruptEntryException {
      TicketEntry ticket = EntryRecords.ticket(host.partition(), entry);
      HybridTimestamp id = EntryRecords.timestamp(entry);
      if (!replica.tickets().open(id, ticket)) {
        return null;
      }
      opened.put(id, ticket.lifetimeMillis());
      openTickets = replica.tickets().openCount();
      return id;
    }

    /** That an application cannot be frozen now costs room on the disk, not what it has. */
    private void checkpoint(EntryRecord entry) {
      if (!host.snapshotsEnabled()) {
        return;
      }
      try {
        SnapshotHeader header = replica.header(entry);
        FrozenState state = replica.freeze();
        host.loop().execute(() -> host.frozen(header, state));
      } catch (Throwable e) {
        context.counters.increment(Counter.CALLBACK_FAILURES);
        host.loop().execute(() -> host.freezeFailed(entry.index(), e));
      }
    }

    private void refused(LogEntry log, Throwable error) {
      refusal = error.toString();
      context.counters.increment(Counter.APPLY_FAILURES);
      try {
        context.application.applyFailed(host.partition(), log, attempt++, error);
      } catch (RuntimeException e) {
        refusal += " (and the error listener failed: " + e + ")";
      }
    }

    /**
     * Whoever proposed something for this index now knows: it is this entry, or it has lost its
     * place for good.
     */
    private void resolve(EntryRecord entry, Object response) {
      while (nextProposal < proposals.size()
          && proposals.get(nextProposal).index() <= entry.index()) {
        PendingProposal proposal = proposals.get(nextProposal++);
        boolean own = proposal.index() == entry.index() && proposal.term() == entry.term();
        proposal.complete(
            own
                ? new ReplicationResult.Committed(
                    entry.index(), entry.term(), Optional.ofNullable(response))
                : new ReplicationResult.NotCommitted(
                    ReplicationStatus.LEADERSHIP_LOST, host.leader()));
        if (own) {
          waits.add(proposal.appendedAt());
        }
      }
    }

    private void tellWaits() {
      if (waits.count() > 0) {
        host.meter().committed(waits, context.environment.nanoTime());
        waits.clear();
      }
    }
  }
}
