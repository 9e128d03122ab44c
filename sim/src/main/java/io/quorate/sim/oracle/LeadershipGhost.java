package io.quorate.sim.oracle;

import java.util.Arrays;

/** One leader in one term. */
final class LeadershipGhost {
  private static final long NEVER = Long.MIN_VALUE;

  final long term;
  private FollowerGhost[] followers = new FollowerGhost[10];

  /** When the transfer that is under way, or one that was refused before it, was asked for. */
  private long transferAt = NEVER;

  /** When a transfer was last asked for. */
  private long lastAskedAt = NEVER;

  /** The successor has been told to campaign, in an earlier step. */
  boolean handingOver;

  LeadershipGhost(long term) {
    this.term = term;
  }

  /** Null if the node was no follower when this leader was last looked at. */
  FollowerGhost follower(int node) {
    return node < followers.length ? followers[node] : null;
  }

  /** Null forgets it. */
  void follower(int node, FollowerGhost follower) {
    if (node >= followers.length) {
      followers = Arrays.copyOf(followers, node + 1);
    }
    followers[node] = follower;
  }

  /** One more than the highest node that was ever a follower, or more. */
  int bound() {
    return followers.length;
  }

  void transferAsked(long now, long electionTimeout) {
    lastAskedAt = now;
    if (!mayHandOver(now, electionTimeout)) {
      transferAt = now;
      handingOver = false;
    }
  }

  /** Whether any transfer can still be under way. */
  boolean mayWaitForSuccessor(long now, long electionTimeout) {
    return lastAskedAt != NEVER && now - lastAskedAt < electionTimeout;
  }

  /** Whether the first transfer that was asked for must still be under way, if it was begun. */
  boolean mayHandOver(long now, long electionTimeout) {
    return transferAt != NEVER && now - transferAt < electionTimeout;
  }
}
