package io.quorate.sim.oracle;

/** What one leader, in one term, was last seen to believe of one follower. */
final class FollowerGhost {
  long match;
  long next;

  /** It has been refused, or nothing was ever accepted: it looks for where the logs agree. */
  boolean probing = true;

  /** How often it has gone back since something was accepted. */
  int falls;

  /** A read of the log for this follower is under way. */
  boolean reading;

  /** It has been sent anything. */
  boolean contacted;

  /** When, by the leader's clock, and with which commit index. */
  long sentAt;

  long sentCommit;

  FollowerGhost(long match, long next) {
    this.match = match;
    this.next = next;
  }
}
