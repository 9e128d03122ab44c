package io.quorate.sim;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decision;
import io.quorate.Leader;
import io.quorate.LeadershipResult;
import io.quorate.Proposal;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReadStatus;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.RetentionHold;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.node.Application;
import io.quorate.engine.node.NodeObserver;
import io.quorate.engine.node.NodeSettings;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.storage.SnapshotStore;
import io.quorate.engine.storage.Storage;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Discovery;
import io.quorate.spi.Transport;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What the simulator runs as a node: the engine's, or, in tests of a part of it, something around
 * that part. The methods are those of the engine's node.
 */
public interface Subject {

  /** Makes subjects. */
  interface Factory {
    /**
     * Makes the node of a new process.
     *
     * @param settings its configuration
     * @param storeId the identity of its data directory
     * @param environment clocks, loops, lanes, random numbers
     * @param storage its log
     * @param snapshots where it keeps snapshots
     * @param transport its end of the network
     * @param discovery finds all nodes
     * @param application gets the entries
     * @param observer sees the steps
     * @return not started
     */
    Subject create(
        NodeSettings settings,
        StoreId storeId,
        Environment environment,
        Storage storage,
        SnapshotStore snapshots,
        Transport transport,
        Discovery discovery,
        Application application,
        NodeObserver observer);
  }

  /**
   * Starts it.
   *
   * @throws Exception if it cannot; a violation
   */
  void start() throws Exception;

  /**
   * Whether it has caught up with what was committed before it started.
   *
   * @return completes when it has; never, for a subject that does not say
   */
  default CompletableFuture<Void> ready() {
    return new CompletableFuture<>();
  }

  /**
   * Waits for a leader.
   *
   * @param partition the partition
   * @param timeout for how long
   * @return ends in any case, empty if none is known in time; at once, for a subject that does not
   *     say
   */
  default CompletableFuture<Optional<Leader>> awaitLeader(int partition, Duration timeout) {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  /**
   * Proposes.
   *
   * @param partition the partition
   * @param proposals in order
   * @param timeout when the outcome is unknown
   * @return a result for each proposal; ends in any case
   */
  CompletableFuture<List<ReplicationResult>> propose(
      int partition, List<Proposal> proposals, Duration timeout);

  /**
   * Reads.
   *
   * @param partition the partition
   * @param consistency how fresh what is read must be
   * @param query reads
   * @param timeout when the read is given up
   * @return ends in any case; at once, for a subject that cannot be read at
   */
  default CompletableFuture<ReadResult<Object>> read(
      int partition, ReadConsistency consistency, Supplier<Object> query, Duration timeout) {
    return CompletableFuture.completedFuture(
        new ReadResult.NotServed<>(ReadStatus.TIMED_OUT, Optional.empty(), Optional.empty()));
  }

  /**
   * Opens a ticket.
   *
   * @param partition the partition
   * @param proposals in order
   * @param lifetime for how long it may be open
   * @param timeout when the outcome is unknown
   * @return ends in any case; at once, for a subject without tickets
   */
  default CompletableFuture<TicketResult> openTicket(
      int partition, List<Proposal> proposals, Duration lifetime, Duration timeout) {
    return CompletableFuture.completedFuture(
        new TicketResult.NotOpened(ReplicationStatus.NOT_JOINED, Optional.empty()));
  }

  /**
   * Decides a ticket.
   *
   * @param ticket which
   * @param decision what shall become of it
   * @param timeout when the outcome is unknown
   * @return ends in any case; at once, for a subject without tickets
   */
  default CompletableFuture<DecisionResult> decide(
      Ticket ticket, Decision decision, Duration timeout) {
    return CompletableFuture.completedFuture(
        new DecisionResult.NotDecided(ReplicationStatus.NOT_JOINED, Optional.empty()));
  }

  /**
   * Replaces a member.
   *
   * @param lost the member
   * @param replacement a node that waits to be one
   * @param timeout how long to wait for that
   * @return ends in any case; at once, for a subject that is a core alone
   */
  default CompletableFuture<ReplacementResult> replaceMember(
      int lost, int replacement, Duration timeout) {
    return CompletableFuture.completedFuture(
        new ReplacementResult(ReplacementResult.Status.NOT_JOINED, "", Optional.empty()));
  }

  /**
   * How many tickets of a partition are open in it.
   *
   * @param partition the partition
   * @return 0 when every ticket is decided
   */
  default int openTickets(int partition) {
    return 0;
  }

  /**
   * Makes a checkpoint.
   *
   * @param partition the partition
   * @param timeout when the outcome is unknown
   * @return ends in any case; at once, for a subject without checkpoints
   */
  default CompletableFuture<ReplicationResult> checkpoint(int partition, Duration timeout) {
    return CompletableFuture.completedFuture(
        new ReplicationResult.NotCommitted(ReplicationStatus.NO_SNAPSHOTS));
  }

  /**
   * Keeps its log from an index on.
   *
   * @param partition the partition
   * @param fromIndex the first entry to keep
   * @return the handle; empty for a subject that removes nothing
   */
  default Optional<RetentionHold> hold(int partition, long fromIndex) {
    return Optional.empty();
  }

  /**
   * Hands leadership over.
   *
   * @param partition the partition
   * @param target to whom
   * @return ends in any case
   */
  CompletableFuture<LeadershipResult> transferLeadership(int partition, int target);

  /**
   * Gives leadership up.
   *
   * @param partition the partition
   * @return ends in any case
   */
  CompletableFuture<LeadershipResult> stepDown(int partition);

  /**
   * Changes the members of a group.
   *
   * @param partition the partition
   * @param voters the new voters
   * @param learners the new learners
   * @return ends in any case
   */
  CompletableFuture<LeadershipResult> changeConfiguration(
      int partition, SortedSet<Integer> voters, SortedSet<Integer> learners);

  /**
   * The inner state of a group.
   *
   * @param partition the partition
   * @return empty if it does not run here yet
   */
  Optional<GroupProbe> probe(int partition);

  /**
   * What has gone wrong.
   *
   * @return sentences
   */
  List<String> problems();

  /**
   * How many proposals take room in it.
   *
   * @return 0 when every call has ended and every entry is applied or gone
   */
  default int heldProposals() {
    return 0;
  }

  /**
   * What it has counted.
   *
   * @return by name; empty for a subject that does not count
   */
  default SortedMap<String, Long> counters() {
    return Collections.emptySortedMap();
  }

  /**
   * How many frames it has taken.
   *
   * @return 0 for a subject that does not count
   */
  default long framesReceived() {
    return 0;
  }

  /** Stops it in good order; every call that has not ended ends. */
  void close();
}
