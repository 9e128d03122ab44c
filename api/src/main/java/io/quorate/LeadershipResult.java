package io.quorate;

/** The outcome of {@link Partition#transferLeadership} and {@link Partition#stepDown}. */
public enum LeadershipResult {
  /** This node no longer leads; for a transfer, the target leads. */
  DONE,

  /** This node does not lead the partition. */
  NOT_LEADER,

  /** The target is not a voter of the partition, or it is this node. */
  NOT_A_VOTER,

  /** Another transfer of this partition is under way. */
  ALREADY_TRANSFERRING,

  /**
   * The target did not catch up or take over in time; this node leads on, or somebody else was
   * elected.
   */
  TIMED_OUT,

  /** This node has not joined the cluster, has left it, or was closed. */
  CLOSED
}
