package io.quorate.engine.node;

import io.quorate.FrozenState;
import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.engine.codec.CorruptEntryException;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Some entries of one partition, and the proposals that they resolve, on their way through the
 * apply lane: in one turn, or, as the lane is other partitions' too, in several. Handed back and
 * forth between the event loop and the lane.
 */
final class ApplyBatch implements Runnable {
  /** For so long a turn may last before the lane's other partitions have theirs. */
  private static final long SLICE_NANOS = 20_000_000L;

  private static final int ENTRIES_PER_LOOK = 8;

  /** Hears, on the event loop, how far a turn on the lane has come. */
  interface End {
    /**
     * {@code applied} of the entries are done, over all turns; {@code refused} if the next one was.
     */
    void ended(ApplyBatch batch, int applied, boolean refused);
  }

  private final PartitionHost host;
  private final NodeContext context;
  private final ReplicaState replica;
  private final CommitWaits waits;
  private final End end;
  private final List<EntryRecord> entries;
  private final List<PendingProposal> proposals;
  private final boolean unverified;
  private final long restoredUpTo;

  /** How many of the entries are done. */
  private int next;

  private int nextProposal;
  private final SortedMap<HybridTimestamp, Long> opened = new TreeMap<>();
  private final List<HybridTimestamp> decided = new ArrayList<>();
  private LogEntry offered;
  private int attempt = 1;
  private String refusal = "";

  /**
   * {@code unverified}: nobody has looked at the records yet. Entries up to {@code restoredUpTo}
   * were in the log when the node started.
   */
  ApplyBatch(
      PartitionHost host,
      NodeContext context,
      ReplicaState replica,
      CommitWaits waits,
      List<EntryRecord> entries,
      boolean unverified,
      long restoredUpTo,
      End end) {
    this.host = host;
    this.context = context;
    this.replica = replica;
    this.waits = waits;
    this.restoredUpTo = restoredUpTo;
    this.end = end;
    this.entries = entries;
    this.unverified = unverified;
    this.proposals = host.proposals().takeUpTo(entries.get(entries.size() - 1).index());
  }

  List<PendingProposal> proposals() {
    return proposals;
  }

  int size() {
    return entries.size();
  }

  int next() {
    return next;
  }

  /** On the loop, at the end of a turn. */
  void next(int done) {
    next = done;
  }

  String refusal() {
    return refusal;
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
    host.loop().execute(() -> end.ended(this, applied, stopped));
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
    Object response = context.application.apply(host.partition(), log, log.index() <= restoredUpTo);
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
    return id;
  }

  /** That an application cannot be frozen now costs room on the disk, not what it has. */
  private void checkpoint(EntryRecord entry) {
    if (!host.snapshotsEnabled() || !replica.isAt(entry.index())) {
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
   * Whoever proposed something for this index now knows: it is this entry, or it has lost its place
   * for good.
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
