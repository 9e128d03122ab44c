package io.quorate.engine.node;

import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.engine.codec.CorruptEntryException;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import io.quorate.engine.ticket.Tickets;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.WalException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

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
  private Batch current;
  private int failures;
  private long retryAt = Long.MAX_VALUE;
  private Optional<String> problem = Optional.empty();

  /** Belongs to the apply lane. */
  private final Tickets tickets = new Tickets();

  /** Written by the apply lane, before anybody hears of what it has applied. */
  private volatile int openTickets;

  Applier(PartitionHost host, NodeContext context, long boundary, long restoredLastIndex) {
    this.host = host;
    this.context = context;
    this.appliedIndex = boundary;
    this.applicableIndex = boundary;
    this.restoreTo = restoredLastIndex;
    this.restoring = restoredLastIndex > boundary;
    if (restoring) {
      context.tell(host.partition(), () -> context.application.restoreStarted(host.partition()));
    }
  }

  // ---- on the event loop

  long appliedIndex() {
    return appliedIndex;
  }

  /** On the apply lane: whether the application has a ticket in part. */
  boolean isDelivering() {
    return tickets.isDelivering();
  }

  /** Any thread: how many tickets are open. */
  int openTickets() {
    return openTickets;
  }

  Optional<String> problem() {
    return problem;
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
    if (current != null) {
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
    current = batch;
    context.applyLane(host.partition()).execute(batch);
  }

  private void read() {
    busy = true;
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
        context.fail(
            "partition " + host.partition() + " cannot read its log from index " + from + ": "
                + failure.getMessage(),
            failure);
      }
    });
  }

  private void entriesRead(long from, long to, List<EntryRecord> entries) {
    busy = false;
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
    batch.next = applied;
    host.ticketsChanged(batch.takeOpened(), batch.takeDecided());
    if (failed) {
      problem = Optional.of("entry " + (appliedIndex + 1) + " of partition " + host.partition()
          + " is refused by the application: " + batch.refusal);
      failures = progressed ? 1 : failures + 1;
      retryAt = context.environment.nanoTime()
          + (FIRST_BACKOFF_NANOS << Math.min(failures - 1, MAX_DOUBLINGS));
    } else if (applied == batch.entries.size()) {
      problem = Optional.empty();
      failures = 0;
      batch.proposals.forEach(host::release);
      current = null;
    }
    host.loop().touch(host);
  }

  // ---- on the apply lane

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
        while (done < entries.size() && !failed && context.isRunning()) {
          failed = !apply(entries.get(done));
          done += failed ? 0 : 1;
        }
      } catch (CorruptEntryException e) {
        context.fail(e.getMessage(), e);
      }
      int applied = done;
      boolean stopped = failed;
      host.loop().execute(() -> batchEnded(this, applied, stopped));
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
            response = tickets.decide(
                entry.index(),
                decision,
                (proposal, position) -> deliver(EntryRecords.delivered(entry, proposal, position)));
          } catch (Throwable e) {
            refused(offered, e);
            return false;
          }
          decided.add(decision.ticket());
          openTickets = tickets.openCount();
        }
        case SYSTEM -> host.systemEntry(entry);
        case NO_OP, CONFIGURATION -> {}
      }
      context.counters.increment(Counter.ENTRIES_APPLIED);
      context.observer.applied(host.partition(), entry.index(), entry.term());
      resolve(entry, response);
      return true;
    }

    private Object deliver(LogEntry log) throws Exception {
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
      if (!tickets.open(id, ticket)) {
        return null;
      }
      opened.put(id, ticket.lifetimeMillis());
      openTickets = tickets.openCount();
      return id;
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
      }
    }
  }
}
