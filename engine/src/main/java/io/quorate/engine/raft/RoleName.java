package io.quorate.engine.raft;

/**
 * The roles of a member (paper, figure 4; dissertation, section 9.6). A learner is a follower
 * without a vote.
 */
public enum RoleName {
  /** Follows. */
  FOLLOWER,
  /** Asks whether it could win. */
  PRE_CANDIDATE,
  /** Asks for votes. */
  CANDIDATE,
  /** Leads. */
  LEADER
}
