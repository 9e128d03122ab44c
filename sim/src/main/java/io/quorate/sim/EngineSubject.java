package io.quorate.sim;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decision;
import io.quorate.Leader;
import io.quorate.LeadershipResult;
import io.quorate.Proposal;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationResult;
import io.quorate.RetentionHold;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.node.Application;
import io.quorate.engine.node.Node;
import io.quorate.engine.node.NodeObserver;
import io.quorate.engine.node.NodeSettings;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Discovery;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.WalException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The engine's node. */
final class EngineSubject implements Subject {
  private final Node node;

  EngineSubject(
      NodeSettings settings,
      StoreId storeId,
      Environment environment,
      Storage storage,
      SnapshotStore snapshots,
      Transport transport,
      Discovery discovery,
      Application application,
      NodeObserver observer) {
    this.node = new Node(
        settings,
        storeId,
        environment,
        storage,
        Optional.of(snapshots),
        transport,
        discovery,
        application,
        observer);
  }

  @Override
  public void start() throws WalException, TransportException {
    node.start();
  }

  @Override
  public CompletableFuture<Void> ready() {
    return node.ready();
  }

  @Override
  public CompletableFuture<Optional<Leader>> awaitLeader(int partition, Duration timeout) {
    return node.awaitLeader(partition, timeout);
  }

  @Override
  public CompletableFuture<List<ReplicationResult>> propose(
      int partition, List<Proposal> proposals, Duration timeout) {
    return node.calls().propose(partition, proposals, timeout);
  }

  @Override
  public CompletableFuture<ReadResult<Object>> read(
      int partition, ReadConsistency consistency, Supplier<Object> query, Duration timeout) {
    return node.calls().read(partition, consistency, query, timeout);
  }

  @Override
  public CompletableFuture<TicketResult> openTicket(
      int partition, List<Proposal> proposals, Duration lifetime, Duration timeout) {
    return node.calls().openTicket(partition, proposals, lifetime, timeout);
  }

  @Override
  public CompletableFuture<DecisionResult> decide(
      Ticket ticket, Decision decision, Duration timeout) {
    return node.calls().decide(ticket, decision, timeout);
  }

  @Override
  public long framesReceived() {
    return node.insight().framesReceived();
  }

  @Override
  public int openTickets(int partition) {
    return node.insight().openTickets(partition);
  }

  @Override
  public CompletableFuture<ReplicationResult> checkpoint(int partition, Duration timeout) {
    return node.calls().checkpoint(partition, timeout);
  }

  @Override
  public Optional<RetentionHold> hold(int partition, long fromIndex) {
    return Optional.of(node.calls().hold(partition, fromIndex));
  }

  @Override
  public CompletableFuture<LeadershipResult> transferLeadership(int partition, int target) {
    return node.transferLeadership(partition, target);
  }

  @Override
  public CompletableFuture<LeadershipResult> stepDown(int partition) {
    return node.stepDown(partition);
  }

  @Override
  public CompletableFuture<LeadershipResult> changeConfiguration(
      int partition, SortedSet<Integer> voters, SortedSet<Integer> learners) {
    return node.changeConfiguration(partition, voters, learners);
  }

  @Override
  public CompletableFuture<ReplacementResult> replaceMember(
      int lost, int replacement, Duration timeout) {
    return node.replaceMember(lost, replacement, timeout);
  }

  @Override
  public Optional<GroupProbe> probe(int partition) {
    return node.insight().probe(partition);
  }

  @Override
  public List<String> problems() {
    return node.insight().problems();
  }

  @Override
  public int heldProposals() {
    return node.insight().heldProposals();
  }

  @Override
  public SortedMap<String, Long> counters() {
    return node.insight().counters();
  }

  @Override
  public void close() {
    node.close();
  }
}
