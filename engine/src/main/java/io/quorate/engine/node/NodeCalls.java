package io.quorate.engine.node;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import io.quorate.Proposal;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReadStatus;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.RetentionHold;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import io.quorate.engine.codec.TicketCodec;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.ticket.DecisionEntry;
import io.quorate.engine.ticket.TicketEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What applications ask of the partitions of a node: proposals, reads, tickets. Thread-safe. No
 * method blocks; every future completes by itself, normally, and never on an event loop.
 */
public final class NodeCalls {
  private final NodeParts parts;
  private final Environment environment;

  NodeCalls(NodeParts parts, Environment environment) {
    this.parts = parts;
    this.environment = environment;
  }

  /**
   * Proposes several entries.
   *
   * @param partition from 1
   * @param proposals at least one
   * @param timeout when the outcome is unknown
   * @return an outcome for each
   */
  public CompletableFuture<List<ReplicationResult>> propose(
      int partition, List<Proposal> proposals, Duration timeout) {
    Optional<ReplicationStatus> no = objection(partition, proposals);
    if (no.isEmpty()) {
      Optional<ProposalCall> call =
          admit(partition, EntryKind.COMMAND, List.copyOf(proposals), true, timeout);
      if (call.isPresent()) {
        return call.get().all();
      }
    }
    ReplicationResult refused = refusal(partition, no);
    return CompletableFuture.completedFuture(
        proposals.stream().map(p -> refused).toList());
  }

  /**
   * Proposes one entry.
   *
   * @param partition from 1
   * @param type the application's type
   * @param data the bytes; ownership passes
   * @param timeout when the outcome is unknown
   * @return the outcome
   */
  public CompletableFuture<ReplicationResult> propose(
      int partition, String type, byte[] data, Duration timeout) {
    return propose(partition, EntryKind.COMMAND, new Proposal(type, data), timeout);
  }

  private Optional<ProposalCall> admit(
      int partition, EntryKind kind, List<Proposal> proposals, boolean batch, Duration timeout) {
    return parts.desk.admit(parts.hosts[partition], kind, proposals, batch, timeout);
  }

  private Optional<ReplicationStatus> objection(int partition, List<Proposal> proposals) {
    return switch (parts.state) {
      case CLOSED -> Optional.of(ReplicationStatus.CLOSED);
      case FAILED -> Optional.of(ReplicationStatus.NODE_FAILED);
      case CREATED, JOINING, RUNNING ->
        parts.hosts == null
            ? Optional.of(ReplicationStatus.NOT_JOINED)
            : parts.desk.objection(partition, proposals);
    };
  }

  private ReplicationResult refusal(int partition, Optional<ReplicationStatus> objection) {
    return new ReplicationResult.NotCommitted(
        objection.orElse(ReplicationStatus.QUEUE_FULL), parts.leader(partition));
  }

  // ---- checkpoints

  /**
   * Makes a checkpoint.
   *
   * @param partition from 1
   * @param timeout when the outcome is unknown
   * @return the outcome, once it has been applied here
   */
  public CompletableFuture<ReplicationResult> checkpoint(int partition, Duration timeout) {
    PartitionHost[] hosts = parts.hosts;
    if (partition != 0 && hosts != null && !hosts[partition].snapshotsEnabled()) {
      return CompletableFuture.completedFuture(
          refusal(partition, Optional.of(ReplicationStatus.NO_SNAPSHOTS)));
    }
    return propose(partition, EntryKind.CHECKPOINT, untyped(new byte[0]), timeout);
  }

  /**
   * Keeps the log from an index on.
   *
   * @param partition from 0
   * @param fromIndex the first entry to keep
   * @return the handle
   */
  public RetentionHold hold(int partition, long fromIndex) {
    return parts.hosts[partition].hold(fromIndex);
  }

  // ---- two-phase proposals

  /**
   * Opens a ticket.
   *
   * @param partition from 1
   * @param proposals at least one
   * @param lifetime for how long it may be open
   * @param timeout when the outcome is unknown
   * @return the outcome
   */
  public CompletableFuture<TicketResult> openTicket(
      int partition, List<Proposal> proposals, Duration lifetime, Duration timeout) {
    Optional<ReplicationStatus> no = objection(partition, proposals);
    if (no.isPresent()) {
      return notOpened(partition, no.get());
    }
    TicketEntry ticket = ticket(proposals, lifetime);
    no = ticketObjection(partition, ticket);
    return no.isPresent()
        ? notOpened(partition, no.get())
        : propose(partition, EntryKind.TICKET, untyped(TicketCodec.encode(ticket)), timeout)
            .thenApply(result -> opened(partition, result));
  }

  private CompletableFuture<TicketResult> notOpened(int partition, ReplicationStatus why) {
    return CompletableFuture.completedFuture(
        new TicketResult.NotOpened(why, parts.leader(partition)));
  }

  /** What is known not to fit is not written; whether the rest does is known when it is applied. */
  private Optional<ReplicationStatus> ticketObjection(int partition, TicketEntry ticket) {
    PartitionHost host = parts.hosts[partition];
    if (ticket.bytes() > ticket.maxOpenBytes()) {
      return Optional.of(ReplicationStatus.ENTRY_TOO_LARGE);
    }
    return host.isLeader() && host.openTickets() >= ticket.maxOpen()
        ? Optional.of(ReplicationStatus.QUEUE_FULL)
        : Optional.empty();
  }

  private TicketEntry ticket(List<Proposal> proposals, Duration lifetime) {
    NodeSettings.Limits limits = parts.context.settings.limits();
    // Rounded up: a ticket lives no shorter than it was given.
    long millis = lifetime.plusNanos(999_999).toMillis();
    return new TicketEntry(proposals, millis, limits.openTickets(), limits.openTicketBytes());
  }

  /** An entry that was committed and opened nothing found no room. */
  private TicketResult opened(int partition, ReplicationResult result) {
    if (result instanceof ReplicationResult.Committed committed) {
      return committed
          .response()
          .<TicketResult>map(id -> new TicketResult.Opened(
              new Ticket(partition, (HybridTimestamp) id), committed.index()))
          .orElseGet(() ->
              new TicketResult.NotOpened(ReplicationStatus.QUEUE_FULL, parts.leader(partition)));
    }
    return result instanceof ReplicationResult.NotCommitted not
        ? new TicketResult.NotOpened(not.status(), not.leader())
        : new TicketResult.Unknown(((ReplicationResult.Unknown) result).waited());
  }

  /**
   * Decides a ticket.
   *
   * @param ticket which
   * @param decision what shall become of it
   * @param timeout when the outcome is unknown
   * @return the outcome
   */
  public CompletableFuture<DecisionResult> decide(
      Ticket ticket, Decision decision, Duration timeout) {
    byte[] data = TicketCodec.encode(new DecisionEntry(ticket.timestamp(), decision));
    return propose(ticket.partition(), EntryKind.DECISION, untyped(data), timeout)
        .thenApply(NodeCalls::decided);
  }

  private static DecisionResult decided(ReplicationResult result) {
    if (result instanceof ReplicationResult.Committed committed) {
      return (DecisionResult) committed.response().orElseThrow();
    }
    return result instanceof ReplicationResult.NotCommitted not
        ? new DecisionResult.NotDecided(not.status(), not.leader())
        : new DecisionResult.Unknown(((ReplicationResult.Unknown) result).waited());
  }

  private static Proposal untyped(byte[] data) {
    return new Proposal("", data);
  }

  private CompletableFuture<ReplicationResult> propose(
      int partition, EntryKind kind, Proposal proposal, Duration timeout) {
    List<Proposal> proposals = List.of(proposal);
    Optional<ReplicationStatus> no = objection(partition, proposals);
    if (no.isEmpty()) {
      Optional<ProposalCall> call = admit(partition, kind, proposals, false, timeout);
      if (call.isPresent()) {
        return call.get().single();
      }
    }
    return CompletableFuture.completedFuture(refusal(partition, no));
  }

  // ---- reads

  /**
   * Reads.
   *
   * @param partition from 1
   * @param consistency how fresh the state must be
   * @param query runs on the partition's apply lane
   * @param timeout when the read is given up
   * @param <T> what the query returns
   * @return the outcome
   */
  public <T> CompletableFuture<ReadResult<T>> read(
      int partition, ReadConsistency consistency, Supplier<T> query, Duration timeout) {
    Optional<ReadStatus> no = readObjection(partition);
    if (no.isEmpty() && !parts.context.admission.tryAdmitRead(parts.hosts[partition].readGate())) {
      parts.context.counters.increment(Counter.READS_QUEUE_FULL);
      no = Optional.of(ReadStatus.QUEUE_FULL);
    }
    if (no.isPresent()) {
      return CompletableFuture.completedFuture(
          new ReadResult.NotServed<>(no.get(), parts.leader(partition), Optional.empty()));
    }
    PartitionHost host = parts.hosts[partition];
    long deadline = environment.nanoTime() + timeout.toNanos();
    ReadCall<T> call = new ReadCall<>(host, consistency, query, deadline);
    parts.context.counters.increment(Counter.READS_ADMITTED);
    host.loop().execute(() -> host.read(call));
    return call.future();
  }

  private Optional<ReadStatus> readObjection(int partition) {
    return switch (parts.state) {
      case CLOSED -> Optional.of(ReadStatus.CLOSED);
      case FAILED -> Optional.of(ReadStatus.NODE_FAILED);
      case CREATED, JOINING, RUNNING -> {
        if (parts.hosts == null) {
          yield Optional.of(ReadStatus.NOT_JOINED);
        }
        yield partition == 0 ? Optional.of(ReadStatus.SYSTEM_PARTITION) : Optional.empty();
      }
    };
  }
}
