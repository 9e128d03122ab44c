package io.quorate.engine.raft;

import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Asks the others whether they would vote for it, before it disturbs a healthy leader with a higher
 * term (dissertation, section 9.6).
 */
final class PreCandidate extends Role {
  private final TreeSet<Integer> granted = new TreeSet<>();
  private long deadline;

  PreCandidate(RaftGroup group) {
    super(group);
  }

  /** Begins a round of asking. */
  void start() {
    deadline = group.drawElectionDeadline();
    granted.clear();
    granted.add(group.nodeId());
    for (int member : group.configuration().members()) {
      if (member != group.nodeId() && group.configuration().isVoter(member)) {
        group.sendAfterHardState(
            member,
            new Message.PreVoteRequest(
                group.term() + 1, group.log().lastIndex(), group.log().lastTerm()));
      }
    }
    decide();
  }

  @Override
  RoleName name() {
    return RoleName.PRE_CANDIDATE;
  }

  @Override
  long deadline() {
    return deadline;
  }

  @Override
  void timeout() {
    if (group.mayCampaign()) {
      start();
    } else {
      group.becomeFollower(OptionalInt.empty());
    }
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

  @Override
  void preVoteResponse(int from, Message.PreVoteResponse response) {
    if (response.granted() && response.term() == group.term() + 1) {
      granted.add(from);
      decide();
    }
  }

  private void decide() {
    if (group.configuration().isQuorum(granted::contains)) {
      group.becomeCandidate(false);
    }
  }
}
