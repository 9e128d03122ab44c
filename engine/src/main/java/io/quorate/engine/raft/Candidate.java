package io.quorate.engine.raft;

import java.util.OptionalInt;

/**
 * Asks for votes in a new term (paper, section 5.2). Its own vote counts, and its requests leave,
 * when the new term and the vote are on its disk.
 */
final class Candidate extends Role {
  private final Ballot ballot;
  private final boolean transfer;

  Candidate(RaftGroup group, boolean transfer) {
    super(group);
    this.ballot = new Ballot(group);
    this.transfer = transfer;
  }

  /** Asks everybody who has not answered, itself included. */
  void ask() {
    for (int voter : ballot.unanswered()) {
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
      group.becomePreCandidate();
    } else {
      group.becomeFollower(OptionalInt.empty());
    }
  }

  @Override
  void voteResponse(int from, Message.VoteResponse response) {
    ballot.answer(from, response.granted());
    if (ballot.isWon()) {
      group.becomeLeader();
    }
  }
}
