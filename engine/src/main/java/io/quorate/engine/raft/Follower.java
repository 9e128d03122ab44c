package io.quorate.engine.raft;

import java.util.OptionalInt;

/** Follows a leader, or waits for one (paper, section 5.2). A member without a vote stays here. */
final class Follower extends Role {
  private final OptionalInt leader;
  private long heardAt;
  private long deadline;

  /** A follower whose election timer starts now, after an additional delay. */
  Follower(RaftGroup group, OptionalInt leader, long delayNanos) {
    super(group);
    this.leader = leader;
    this.heardAt = group.now();
    this.deadline = group.drawElectionDeadline() + delayNanos;
  }

  @Override
  RoleName name() {
    return RoleName.FOLLOWER;
  }

  @Override
  OptionalInt leader() {
    return leader;
  }

  @Override
  boolean leaderAlive() {
    return leader.isPresent() && group.now() - heardAt < group.settings().electionTimeoutNanos();
  }

  @Override
  long deadline() {
    return deadline;
  }

  @Override
  void timeout() {
    if (group.mayCampaign()) {
      group.becomePreCandidate();
    } else if (leader.isPresent()) {
      group.becomeFollower(OptionalInt.empty());
    } else {
      deadline = group.drawElectionDeadline();
    }
  }

  @Override
  void heardLeader(int from) {
    if (leader.isEmpty()) {
      group.becomeFollower(OptionalInt.of(from));
      return;
    }
    RaftInvariantViolation.check(
        leader.getAsInt() == from, "one leader per term, node", leader.getAsInt(), from);
    heardAt = group.now();
    deadline = group.drawElectionDeadline();
  }

  @Override
  void voted() {
    deadline = group.drawElectionDeadline();
  }

  @Override
  void timeoutNow(int from) {
    if (group.mayCampaign()) {
      group.becomeCandidate(true);
    }
  }
}
