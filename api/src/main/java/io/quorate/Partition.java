package io.quorate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One partition, seen from this node: an independent Raft group with a log and a leader of its own.
 * Handles are thread-safe, cheap, and valid until the node closes.
 *
 * <p>Asynchronous methods never block; their futures always complete, normally, with an outcome
 * (never exceptionally). They complete on a thread of the node: of a committed entry, and of a read
 * whose query has run, on the apply lane of its partition, right after the entry was delivered or
 * the query has run; all other outcomes on a thread that tells outcomes. What is refused at once is
 * complete on return. So what is chained to a future without an executor must not block, and above
 * all must not wait for another outcome: it would hold up what the partition applies, or the
 * outcomes of others. Give code that may block an executor of its own, such as by
 * {@code thenAcceptAsync(action, executor)}. Code that holds the telling thread for longer than a
 * second is named among the problems of {@link Raft#status}, and a few further threads take over.
 *
 * <p>Methods with a {@link Duration} block up to that long; if the thread is interrupted they
 * return the outcome that a timeout would have given, with the interrupt status set.
 */
public interface Partition {

  /**
   * The id.
   *
   * @return 0 for the system's partition, from 1 for application data
   */
  int id();

  /**
   * Whether this node leads the partition, as far as it knows: a field read, without queueing.
   * Another node may already have been elected; only a committed proposal proves leadership.
   *
   * @return true if this node is the leader of its current term
   */
  boolean isLeader();

  /**
   * Waits until a leader of the current term is known, then says whether it is this node.
   *
   * @param timeout how long to wait at most
   * @return true if this node leads; false if another does, or if none is known in time
   */
  boolean amILeader(Duration timeout);

  /**
   * The leader of the current term, as far as this node knows: a field read.
   *
   * @return empty while none is known
   */
  Optional<Leader> leader();

  /**
   * Waits until a leader of the current term is known.
   *
   * @param timeout how long to wait at most
   * @return the leader; empty if none is known in time
   */
  Optional<Leader> waitForLeader(Duration timeout);

  /**
   * Waits until one leader has been known, unchanged and in one term, for a while.
   *
   * @param stableFor for how long
   * @param timeout how long to wait at most, in all
   * @return the leader; empty if leadership did not settle in time
   */
  Optional<Leader> waitForStableLeader(Duration stableFor, Duration timeout);

  /**
   * Proposes one entry. On this node's success the entry is committed by a quorum, durable on a
   * quorum of disks, and applied here.
   *
   * @param type an application-defined name, at most {@value Proposal#MAX_TYPE_BYTES} bytes in
   *     UTF-8
   * @param data the bytes; may be empty. Ownership passes: do not change the array afterwards
   * @return the outcome; {@link ReplicationResult.Unknown} after {@code call.timeout}
   */
  CompletableFuture<ReplicationResult> replicate(String type, byte[] data);

  /**
   * Proposes one entry and waits.
   *
   * @param type an application-defined name, at most {@value Proposal#MAX_TYPE_BYTES} bytes in
   *     UTF-8
   * @param data the bytes; may be empty. Ownership passes: do not change the array afterwards
   * @param timeout how long to wait at most
   * @return the outcome
   */
  ReplicationResult replicate(String type, byte[] data, Duration timeout);

  /**
   * Proposes several entries, in order and next to one another in the log. They are admitted all or
   * none, but each has an outcome of its own: a leader that fails half-way may have replicated only
   * the first of them.
   *
   * @param proposals at least one
   * @return an outcome for each proposal, in order
   */
  CompletableFuture<List<ReplicationResult>> replicate(List<Proposal> proposals);

  /**
   * Proposes several entries and waits; see {@link #replicate(List)}.
   *
   * @param proposals at least one
   * @param timeout how long to wait at most
   * @return an outcome for each proposal, in order
   */
  List<ReplicationResult> replicate(List<Proposal> proposals, Duration timeout);

  /**
   * Opens a ticket: has a quorum hold proposals that are delivered to nobody until somebody
   * {@linkplain #commit commits} the ticket. Only at the leader. That a ticket is open survives
   * crashes and changes of the leader; any later leader can decide it.
   *
   * <p>A ticket that nobody decides in time is rolled back by the leader of then, which writes that
   * into the log: no clock decides by itself, and a decision that is in the log first counts.
   *
   * @param proposals at least one; together they must fit into one entry
   * @param lifetime for how long the ticket may be open, as the leaders' monotonic clocks measure
   *     it; a change of the leader, or a restart, may prolong that by as much again
   * @return the outcome; {@link TicketResult.Unknown} after {@code call.timeout};
   *     {@link ReplicationStatus#QUEUE_FULL} while {@code tickets.max-open} tickets of the
   *     partition are open
   */
  CompletableFuture<TicketResult> propose(List<Proposal> proposals, Duration lifetime);

  /**
   * Opens a ticket and waits; see {@link #propose(List, Duration)}.
   *
   * @param proposals at least one
   * @param lifetime for how long the ticket may be open
   * @param timeout how long to wait at most
   * @return the outcome
   */
  TicketResult propose(List<Proposal> proposals, Duration lifetime, Duration timeout);

  /**
   * Commits a ticket: its proposals are delivered, in their order, to every node, as entries at the
   * index of this decision. Only at the leader.
   *
   * @param ticket from {@link TicketResult.Opened}, of this partition
   * @return the outcome: the first decision in the log, which may be another; complete once that
   *     has been applied here
   * @throws IllegalArgumentException if the ticket is another partition's
   */
  CompletableFuture<DecisionResult> commit(Ticket ticket);

  /**
   * Commits a ticket and waits; see {@link #commit(Ticket)}.
   *
   * @param ticket from {@link TicketResult.Opened}
   * @param timeout how long to wait at most
   * @return the outcome
   */
  DecisionResult commit(Ticket ticket, Duration timeout);

  /**
   * Rolls a ticket back: its proposals are discarded. Only at the leader.
   *
   * @param ticket from {@link TicketResult.Opened}
   * @return the outcome: the first decision in the log, which may be another
   */
  CompletableFuture<DecisionResult> rollback(Ticket ticket);

  /**
   * Rolls a ticket back and waits; see {@link #rollback(Ticket)}.
   *
   * @param ticket from {@link TicketResult.Opened}
   * @param timeout how long to wait at most
   * @return the outcome
   */
  DecisionResult rollback(Ticket ticket, Duration timeout);

  /**
   * Reads, linearizably, within {@code call.timeout}; see {@link #read(ReadConsistency, Supplier)}.
   *
   * @param query reads the application's state
   * @param <T> what it returns
   * @return the outcome
   */
  default <T> CompletableFuture<ReadResult<T>> read(Supplier<T> query) {
    return read(ReadConsistency.linearizable(), query);
  }

  /**
   * Runs a query as soon as this node's state is as fresh as is asked for, on any node, leader or
   * not (Raft dissertation, section 6.4). The query runs on the apply lane of the partition,
   * between two entries, and not while a ticket's proposals are delivered in part: it sees the
   * state as a whole and needs no lock, and while it runs nothing is applied, so it should be short
   * and must not block. So should what is chained to the future without an executor.
   *
   * @param consistency how fresh the state must be
   * @param query reads the application's state, and changes nothing; not begun any more when its
   *     time is over
   * @param <T> what it returns
   * @return the outcome; {@link ReadStatus#TIMED_OUT} after {@code call.timeout}
   */
  <T> CompletableFuture<ReadResult<T>> read(ReadConsistency consistency, Supplier<T> query);

  /**
   * Reads and waits; see {@link #read(ReadConsistency, Supplier)}.
   *
   * @param consistency how fresh the state must be
   * @param query reads the application's state, and changes nothing
   * @param timeout how long to wait at most
   * @param <T> what it returns
   * @return the outcome
   */
  <T> ReadResult<T> read(ReadConsistency consistency, Supplier<T> query, Duration timeout);

  /**
   * Makes a checkpoint: has every member keep the application's state as of one place in the log,
   * and replay from there after a restart, so that the log before it may go. The leader does so by
   * itself, every {@code checkpoint.every-entries} entries or {@code checkpoint.every-bytes} bytes;
   * this is for more. Only at the leader.
   *
   * @return the outcome, once the checkpoint has been applied here. Each member then writes its
   *     state and lets it take the log's place while the partition goes on:
   *     {@link PartitionStatus#checkpointIndex} tells when that is done, and
   *     {@link PartitionStatus#problem} what keeps this node from it, such as an application that
   *     could not be frozen. {@link ReplicationStatus#NO_SNAPSHOTS} if the application has no
   *     {@link SnapshotStateMachine}
   */
  CompletableFuture<ReplicationResult> checkpoint();

  /**
   * Makes a checkpoint and waits; see {@link #checkpoint()}.
   *
   * @param timeout how long to wait at most
   * @return the outcome
   */
  ReplicationResult checkpoint(Duration timeout);

  /**
   * Keeps this node's log from an index on, until the handle is closed. What is held is not
   * compacted, however much it becomes: whoever holds watches the disk. Only a snapshot from
   * another member, which this node needs when it was away for long, takes the log away all the
   * same.
   *
   * @param fromIndex the first entry to keep, at least 1
   * @return the handle; it says from where the log is really kept, if that is later
   * @throws IllegalArgumentException for an index below 1
   */
  RetentionHold hold(long fromIndex);

  /**
   * Hands leadership over (Raft dissertation, section 3.10): takes no proposals, brings the
   * target's log up to date, and tells it to campaign at once. If that fails within an election
   * timeout, this node leads on.
   *
   * @param nodeId the voter that shall lead
   * @return the outcome
   */
  CompletableFuture<LeadershipResult> transferLeadership(int nodeId);

  /**
   * Gives leadership up without naming a successor. This node does not campaign again for a while,
   * so that another can win.
   *
   * @return the outcome
   */
  CompletableFuture<LeadershipResult> stepDown();

  /**
   * What this node knows about the partition.
   *
   * @return one consistent reading; waits for the partition's event loop, which never runs
   *     application code
   */
  PartitionStatus status();

  /**
   * How much is asked of the partition at this node, and how it keeps up. A cheap read, which does
   * not wait for the partition's event loop; zeros once the node has stopped.
   *
   * @return a fresh reading
   */
  PartitionLoad load();
}
