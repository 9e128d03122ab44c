package io.quorate.engine.raft;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a member does depends on its role. The transitions (paper, figure 4, with pre-vote):
 *
 * <pre>
 *                 times out                 quorum would vote             quorum votes
 *   FOLLOWER ───────────────▶ PRE_CANDIDATE ─────────────────▶ CANDIDATE ──────────────▶ LEADER
 *      ▲  │                      │   ▲                          │  │                      │
 *      │  │                      │   └──────── times out ───────┘  │                      │
 *      │  └── TimeoutNow ────────┼────────────────▶ CANDIDATE      │                      │
 *      └─────────────────────────┴─────────────────────────────────┴──────────────────────┘
 *        a leader of the term is heard, or a higher term is seen; a leader also when no quorum
 *        answers it, when its disk hangs, when it is told to, or when it is no longer a member
 * </pre>
 *
 * <p>Each role holds only what is valid in it, and is thrown away with it. Methods are called for
 * messages of the present term; what a role does not override it ignores, because the message
 * answers a question of an earlier role.
 */
abstract sealed class Role permits Follower, PreCandidate, Candidate, Leader {
  final RaftGroup group;

  Role(RaftGroup group) {
    this.group = group;
  }

  abstract RoleName name();

  /** The leader of the present term, if known. */
  OptionalInt leader() {
    return OptionalInt.empty();
  }

  /**
   * Whether a leader was heard so recently that nobody should campaign (dissertation, section 6.2).
   */
  boolean leaderAlive() {
    return false;
  }

  /** When {@link #timeout} is due. */
  abstract long deadline();

  /** When a role that does not lead gives way to another campaign. */
  long electionDeadline() {
    return deadline();
  }

  /** The deadline has passed. */
  abstract void timeout();

  /** A leader of the present term has sent entries. */
  void heardLeader(int leader) {
    group.becomeFollower(OptionalInt.of(leader));
  }

  /** This member has voted for somebody else. */
  void voted() {}

  void preVoteResponse(int from, Message.PreVoteResponse response) {}

  void voteResponse(int from, Message.VoteResponse response) {}

  void appendAccepted(int from, Message.AppendAccepted response) {}

  void appendRefused(int from, Message.AppendRefused response) {}

  void timeoutNow(int from) {}

  /** More of the log has become durable here. */
  void durableAdvanced() {}

  void propose(List<Draft> drafts) {
    group.emit(new Effect.Refused(drafts, false, leader()));
  }

  void entriesRead(Input.EntriesRead input) {}

  void transfer(Input.TransferLeadership input) {
    group.emit(new Effect.Answered(input.token(), Effect.Answer.NOT_LEADER));
  }

  void stepDown(Input.StepDown input) {
    group.emit(new Effect.Answered(input.token(), Effect.Answer.NOT_LEADER));
  }

  void changeConfiguration(Input.ChangeConfiguration input) {
    group.emit(new Effect.Answered(input.token(), Effect.Answer.NOT_LEADER));
  }

  void confirmResponse(int from, Message.ConfirmResponse response) {}

  void readIndexRequest(int from, long id) {
    group.sendAfterHardState(
        from, new Message.ReadIndexResponse(group.term(), id, 0, Message.Refusal.NOT_LEADER));
  }

  /** All inputs of a step have been taken. */
  void endStep() {}

  /** The role is over. */
  void end() {}
}
