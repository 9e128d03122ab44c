package io.quorate.engine.raft;

import java.util.OptionalInt;

/**
 * Asks the others whether they would vote for it, before it disturbs a healthy leader with a higher
 * term (dissertation, section 9.6).
 */
final class PreCandidate extends Role {
  private Ballot ballot;

  PreCandidate(RaftGroup group) {
    super(group);
  }

  /** Begins a round of asking. */
  void start() {
    ballot = new Ballot(group);
    ballot.answer(group.nodeId(), true);
    ask();
    decide();
  }

  private void ask() {
    for (int voter : ballot.unanswered()) {
      group.sendAfterHardState(
          voter,
          new Message.PreVoteRequest(
              group.term() + 1, group.log().lastIndex(), group.log().lastTerm()));
    }
  }

  @Override
  RoleName name() {
    return RoleName.PRE_CANDIDATE;
  }

  @Override
  long deadline() {
    return ballot.deadline();
  }

  @Override
  long electionDeadline() {
    return ballot.electionDeadline();
  }

  @Override
  void timeout() {
    if (!ballot.isOver()) {
      ask();
    } else if (group.mayCampaign()) {
      start();
    } else {
      group.becomeFollower(OptionalInt.empty());
    }
  }

  @Override
  void voted() {
    ballot.putOff();
  }

  @Override
  void timeoutNow(int from) {
    if (group.mayCampaign()) {
      group.becomeCandidate(true);
    }
  }

  @Override
  void preVoteResponse(int from, Message.PreVoteResponse response) {
    ballot.answer(from, response.granted() && response.term() == group.term() + 1);
    decide();
  }

  private void decide() {
    if (ballot.isWon()) {
      group.becomeCandidate(false);
    }
  }
}
