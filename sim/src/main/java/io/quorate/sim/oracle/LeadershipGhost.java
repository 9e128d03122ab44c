package io.quorate.sim.oracle;

import java.util.Arrays;

/** One leader in one term. */
final class LeadershipGhost {
  private static final long NEVER = Long.MIN_VALUE;

  final long term;
  private FollowerGhost[] followers = new FollowerGhost[10];

  /** When the last transfer has begun. */
  private long transferAt = NEVER;

  /** Its successor has been told to campaign, in an earlier step. */
  boolean toldToCampaign;

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

  void transferBegins(long now) {
    transferAt = now;
    toldToCampaign = false;
  }

  /** Whether a transfer is under way: it lasts an election timeout. */
  boolean isHandingOver(long now, long electionTimeout) {
    return transferAt != NEVER && now - transferAt < electionTimeout;
  }
}
