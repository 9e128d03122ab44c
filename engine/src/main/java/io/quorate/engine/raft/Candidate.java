package io.quorate.engine.raft;

import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Asks for votes in a new term (paper, section 5.2). Its own vote counts, and its requests leave,
 * when the new term and the vote are on its disk.
 */
final class Candidate extends Role {
  private final TreeSet<Integer> granted = new TreeSet<>();
  private final long deadline;

  Candidate(RaftGroup group) {
    super(group);
    this.deadline = group.drawElectionDeadline();
  }

  /** Asks everybody, itself included. */
  void start(boolean transfer) {
    for (int voter : group.configuration().members()) {
      if (!group.configuration().isVoter(voter)) {
        continue;
      }
      group.sendAfterHardState(
          voter,
          voter == group.nodeId()
              ? new Message.VoteResponse(group.term(), null)
              : new Message.VoteRequest(
                  group.term(), group.log().lastIndex(), group.log().lastTerm(), transfer));
    }
  }

  @Override
  RoleName name() {
    return RoleName.CANDIDATE;
  }

  @Override
  long deadline() {
    return deadline;
  }

  @Override
  void timeout() {
    if (group.mayCampaign()) {
      group.becomePreCandidate();
    } else {
      group.becomeFollower(OptionalInt.empty());
    }
  }

  @Override
  void voteResponse(int from, Message.VoteResponse response) {
    if (response.granted()) {
      granted.add(from);
      if (group.configuration().isQuorum(granted::contains)) {
        group.becomeLeader();
      }
    }
  }
}
