package io.quorate;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What this node knows about one partition at one moment. All fields are of the same instant.
 *
 * @param partition the partition's id
 * @param role this node's role in it
 * @param term the current term; 0 before the first election
 * @param leader the leader of the current term, if known
 * @param firstIndex the first entry that this node's log still holds, or would hold
 * @param lastIndex the last entry in this node's log; 0 if it is empty
 * @param durableIndex the last entry that is on this node's disk
 * @param commitIndex the last entry known here to be committed
 * @param appliedIndex the last entry that this node's application has applied
 * @param voters the node ids that vote, in both halves of a joint configuration
 * @param learners the node ids that replicate without voting
 * @param followerLag on the leader, per other member the number of entries that it is not known to
 *     hold; elsewhere empty
 * @param checkpointIndex up to where a snapshot on this node's disk holds the application's state;
 *     0 if there is none
 * @param openTickets two-phase proposals that wait for a decision, as far as this node has applied
 * @param problem what keeps this node from applying or persisting, as a sentence; empty while all
 *     is well
 */
public record PartitionStatus(
    int partition,
    Role role,
    long term,
    Optional<Leader> leader,
    long firstIndex,
    long lastIndex,
    long durableIndex,
    long commitIndex,
    long appliedIndex,
    SortedSet<Integer> voters,
    SortedSet<Integer> learners,
    SortedMap<Integer, Long> followerLag,
    long checkpointIndex,
    int openTickets,
    Optional<String> problem) {

  /**
   * A node's role in one partition (Raft paper, section 5.1; dissertation, sections 4.2.1 and 9.6).
   */
  public enum Role {
    /** Follows a leader, or waits for one. */
    FOLLOWER,
    /** Asks whether it would win an election before it disturbs anyone with a new term. */
    PRE_CANDIDATE,
    /** Asks for votes in a new term. */
    CANDIDATE,
    /** Leads. */
    LEADER,
    /** Replicates without a vote. */
    LEARNER
  }
}
