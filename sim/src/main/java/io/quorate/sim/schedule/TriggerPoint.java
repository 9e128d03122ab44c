package io.quorate.sim.schedule;

/** Moments at which a fault finds more than at a random time. */
public enum TriggerPoint {
  /** A node has decided to vote for another; the vote may not be durable yet. */
  VOTE_DECIDED,
  /** A node lets a granted vote go out. */
  VOTE_GRANTED,
  /** A node has begun to ask whether it would be voted for, or for votes. */
  BECAME_CANDIDATE,
  /** A node has become a leader. */
  BECAME_LEADER,
  /** A follower lets an acceptance go out. */
  APPEND_ACCEPTED,
  /** A leader's commit index has moved. */
  COMMIT_ADVANCED,
  /** A node has cut its log. */
  TRUNCATED,
  /** A sync has begun. */
  SYNC_STARTED,
  /** A batch is durable, and the node has not heard it yet. */
  SYNC_DURABLE,
  /** A sync, or a write before it, has failed. */
  SYNC_FAILED,
  /** A read of the log has failed. */
  READ_FAILED,
  /** A configuration was appended to a node's log. */
  CONFIGURATION_APPENDED,
  /** A snapshot of a node's own is on its disk, and its log has not been compacted yet. */
  SNAPSHOT_STORED,
  /** A node lets its log begin later; that is not durable yet. */
  COMPACTED,
  /** A piece of a snapshot from another member has been written. */
  SNAPSHOT_PIECE,
  /**
   * A snapshot from another member is complete on the disk, and nothing has been made of it yet.
   */
  SNAPSHOT_FETCHED,
  /** A snapshot has taken the place of an application's state. */
  SNAPSHOT_INSTALLED,
  /** A client has asked a node for a linearizable read. */
  READ_ASKED
}
