package io.quorate.engine.boot;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decision;
import io.quorate.Leader;
import io.quorate.LeadershipResult;
import io.quorate.Partition;
import io.quorate.PartitionLoad;
import io.quorate.PartitionStatus;
import io.quorate.Proposal;
import io.quorate.RaftException;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReadStatus;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationResult.NotCommitted;
import io.quorate.ReplicationResult.Unknown;
import io.quorate.ReplicationStatus;
import io.quorate.RetentionHold;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import io.quorate.engine.node.Node;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A handle on one partition of a node. */
final class EnginePartition implements Partition {
  private final EngineRaft raft;
  private final Node node;
  private final int id;

  EnginePartition(EngineRaft raft, Node node, int id) {
    this.raft = raft;
    this.node = node;
    this.id = id;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public boolean isLeader() {
    return !raft.isClosed() && node.isLeader(id);
  }

  @Override
  public boolean amILeader(Duration timeout) {
    return waitForLeader(timeout)
        .filter(leader -> leader.nodeId() == raft.nodeId())
        .isPresent();
  }

  @Override
  public Optional<Leader> leader() {
    return raft.isClosed() ? Optional.empty() : node.leader(id);
  }

  @Override
  public Optional<Leader> waitForLeader(Duration timeout) {
    Optional<Leader> known = leader();
    if (known.isPresent() || raft.isClosed()) {
      return known;
    }
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(node.awaitLeader(id, limit), limit, Optional::empty);
  }

  @Override
  public Optional<Leader> waitForStableLeader(Duration stableFor, Duration timeout) {
    if (raft.isClosed()) {
      return Optional.empty();
    }
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(
        node.awaitStableLeader(id, Waiting.limited(stableFor), limit), limit, Optional::empty);
  }

  @Override
  public CompletableFuture<ReplicationResult> replicate(String type, byte[] data) {
    return propose(type, data, raft.callTimeout());
  }

  @Override
  public ReplicationResult replicate(String type, byte[] data, Duration timeout) {
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(propose(type, data, limit), limit, () -> new Unknown(timeout));
  }

  private CompletableFuture<ReplicationResult> propose(String type, byte[] data, Duration timeout) {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(data, "data");
    return raft.isClosed()
        ? CompletableFuture.completedFuture(new NotCommitted(ReplicationStatus.CLOSED))
        : node.calls().propose(id, type, data, timeout);
  }

  @Override
  public CompletableFuture<List<ReplicationResult>> replicate(List<Proposal> proposals) {
    return replicateAll(proposals, raft.callTimeout());
  }

  @Override
  public List<ReplicationResult> replicate(List<Proposal> proposals, Duration timeout) {
    Duration limit = Waiting.limited(timeout);
    int count = proposals.size();
    return Waiting.forOutcome(
        replicateAll(proposals, limit),
        limit,
        () -> Collections.nCopies(count, new Unknown(timeout)));
  }

  private CompletableFuture<List<ReplicationResult>> replicateAll(
      List<Proposal> proposals, Duration timeout) {
    List<Proposal> own = List.copyOf(proposals);
    if (own.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to replicate: the list of proposals is empty");
    }
    return raft.isClosed()
        ? CompletableFuture.completedFuture(
            Collections.nCopies(own.size(), new NotCommitted(ReplicationStatus.CLOSED)))
        : node.calls().propose(id, own, timeout);
  }

  @Override
  public CompletableFuture<TicketResult> propose(List<Proposal> proposals, Duration lifetime) {
    return openTicket(proposals, lifetime, raft.callTimeout());
  }

  @Override
  public TicketResult propose(List<Proposal> proposals, Duration lifetime, Duration timeout) {
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(
        openTicket(proposals, lifetime, limit), limit, () -> new TicketResult.Unknown(timeout));
  }

  private CompletableFuture<TicketResult> openTicket(
      List<Proposal> proposals, Duration lifetime, Duration timeout) {
    List<Proposal> own = List.copyOf(proposals);
    if (own.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to propose: the list of proposals is empty");
    }
    if (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(Waiting.LONGEST) > 0) {
      throw new IllegalArgumentException("a ticket cannot be open for " + lifetime
          + ": its lifetime has to be above zero, and at most " + Waiting.LONGEST);
    }
    return raft.isClosed()
        ? CompletableFuture.completedFuture(
            new TicketResult.NotOpened(ReplicationStatus.CLOSED, Optional.empty()))
        : node.calls().openTicket(id, own, lifetime, timeout);
  }

  @Override
  public CompletableFuture<DecisionResult> commit(Ticket ticket) {
    return decide(ticket, Decision.COMMITTED, raft.callTimeout());
  }

  @Override
  public DecisionResult commit(Ticket ticket, Duration timeout) {
    return decideNow(ticket, Decision.COMMITTED, timeout);
  }

  @Override
  public CompletableFuture<DecisionResult> rollback(Ticket ticket) {
    return decide(ticket, Decision.ROLLED_BACK, raft.callTimeout());
  }

  @Override
  public DecisionResult rollback(Ticket ticket, Duration timeout) {
    return decideNow(ticket, Decision.ROLLED_BACK, timeout);
  }

  private DecisionResult decideNow(Ticket ticket, Decision decision, Duration timeout) {
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(
        decide(ticket, decision, limit), limit, () -> new DecisionResult.Unknown(timeout));
  }

  private CompletableFuture<DecisionResult> decide(
      Ticket ticket, Decision decision, Duration timeout) {
    if (ticket.partition() != id) {
      throw new IllegalArgumentException("ticket " + ticket + " belongs to partition "
          + ticket.partition() + ", and this is partition " + id);
    }
    return raft.isClosed()
        ? CompletableFuture.completedFuture(
            new DecisionResult.NotDecided(ReplicationStatus.CLOSED, Optional.empty()))
        : node.calls().decide(ticket, decision, timeout);
  }

  @Override
  public <T> CompletableFuture<ReadResult<T>> read(ReadConsistency consistency, Supplier<T> query) {
    return ask(consistency, query, raft.callTimeout());
  }

  @Override
  public <T> ReadResult<T> read(ReadConsistency consistency, Supplier<T> query, Duration timeout) {
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(
        ask(consistency, query, limit), limit, () -> notRead(ReadStatus.TIMED_OUT));
  }

  private <T> CompletableFuture<ReadResult<T>> ask(
      ReadConsistency consistency, Supplier<T> query, Duration timeout) {
    Objects.requireNonNull(consistency, "consistency");
    Objects.requireNonNull(query, "query");
    return raft.isClosed()
        ? CompletableFuture.completedFuture(notRead(ReadStatus.CLOSED))
        : node.calls().read(id, consistency, query, timeout);
  }

  private <T> ReadResult<T> notRead(ReadStatus status) {
    return new ReadResult.NotServed<>(status, leader(), Optional.empty());
  }

  @Override
  public CompletableFuture<ReplicationResult> checkpoint() {
    return checkpointWithin(raft.callTimeout());
  }

  @Override
  public ReplicationResult checkpoint(Duration timeout) {
    Duration limit = Waiting.limited(timeout);
    return Waiting.forOutcome(checkpointWithin(limit), limit, () -> new Unknown(timeout));
  }

  private CompletableFuture<ReplicationResult> checkpointWithin(Duration timeout) {
    return raft.isClosed()
        ? CompletableFuture.completedFuture(new NotCommitted(ReplicationStatus.CLOSED))
        : node.calls().checkpoint(id, timeout);
  }

  @Override
  public RetentionHold hold(long fromIndex) {
    if (fromIndex < 1) {
      throw new IllegalArgumentException(
          "the log cannot be held from index " + fromIndex + ": indexes begin with 1");
    }
    raft.throwIfClosed();
    return node.calls().hold(id, fromIndex);
  }

  @Override
  public CompletableFuture<LeadershipResult> transferLeadership(int nodeId) {
    return raft.isClosed()
        ? CompletableFuture.completedFuture(LeadershipResult.CLOSED)
        : node.transferLeadership(id, nodeId);
  }

  @Override
  public CompletableFuture<LeadershipResult> stepDown() {
    return raft.isClosed()
        ? CompletableFuture.completedFuture(LeadershipResult.CLOSED)
        : node.stepDown(id);
  }

  /**
   * Waits on through an interrupt, because an event loop answers at once and there is no other
   * outcome to return.
   */
  @Override
  public PartitionStatus status() {
    raft.throwIfClosed();
    CompletableFuture<PartitionStatus> reading = node.insight().status(id);
    Waiting.undisturbed(reading, raft.callTimeout());
    if (!reading.isDone()) {
      throw new RaftException(
          "QRT-504", "Partition " + id + " has not answered within " + raft.callTimeout() + ".");
    }
    return reading.join();
  }

  @Override
  public PartitionLoad load() {
    return raft.isClosed() ? PartitionLoad.none(id) : node.insight().load(id);
  }

  @Override
  public String toString() {
    return "partition " + id + " on " + raft;
  }
}
