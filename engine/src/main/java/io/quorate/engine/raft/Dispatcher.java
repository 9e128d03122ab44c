package io.quorate.engine.raft;

import static io.quorate.engine.raft.RaftInvariantViolation.check;

import io.quorate.engine.raft.Message.Refusal;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import java.util.OptionalInt;

/**
 * Takes the inputs of a group: applies the rules that hold in every role (terms, votes, appending),
 * and hands the rest to the role.
 */
final class Dispatcher implements Input.Visitor, Message.Visitor<Void> {
  private final RaftGroup group;
  private int from;

  Dispatcher(RaftGroup group) {
    this.group = group;
  }

  // ---- inputs

  @Override
  public void received(Input.Received input) {
    from = input.from();
    input.message().accept(this);
  }

  @Override
  public void persisted(Input.Persisted input) {
    group.persistence().persisted(input.sequence());
    group.currentRole().durableAdvanced();
  }

  @Override
  public void propose(Input.Propose input) {
    group.currentRole().propose(input.drafts());
  }

  @Override
  public void entriesRead(Input.EntriesRead input) {
    group.currentRole().entriesRead(input);
  }

  @Override
  public void campaign(Input.Campaign input) {
    if (group.role() == RoleName.FOLLOWER
        && group.leader().isEmpty()
        && !group.votesHeld()
        && group.mayCampaign()) {
      group.becomePreCandidate();
    }
  }

  @Override
  public void transfer(Input.TransferLeadership input) {
    group.currentRole().transfer(input);
  }

  @Override
  public void stepDown(Input.StepDown input) {
    group.currentRole().stepDown(input);
  }

  @Override
  public void changeConfiguration(Input.ChangeConfiguration input) {
    group.currentRole().changeConfiguration(input);
  }

  @Override
  public void readIndex(Input.ReadIndex input) {
    group.openReads().add(input.token());
  }

  @Override
  public void doubtClock(Input.DoubtClock input) {
    group.doubtClock(input.until());
  }

  @Override
  public void compact(Input.Compact input) {
    LogBoundary boundary = input.boundary();
    if (boundary.index() > group.log().boundary().index()) {
      check(
          boundary.index() <= group.applicableIndex(),
          "a log is compacted up to what may be applied",
          boundary);
      group.log().compact(boundary);
    }
  }

  /** A leader has all that is committed; that it knows so little of it does not last. */
  @Override
  public void installSnapshot(Input.InstallSnapshot input) {
    LogBoundary boundary = input.snapshot().boundary();
    if (boundary.index() <= group.commitIndex() || group.role() == RoleName.LEADER) {
      group.emit(new Effect.SnapshotIgnored(boundary));
    } else {
      group.install(input.snapshot());
    }
  }

  // ---- elections

  @Override
  public Void preVoteRequest(Message.PreVoteRequest request) {
    Refusal refusal = null;
    if (request.term() <= group.term()) {
      refusal = Refusal.STALE_TERM;
    } else if (group.currentRole().leaderAlive() || group.votesHeld()) {
      refusal = Refusal.LEADER_ALIVE;
    } else if (!group.log().isUpToDate(request.lastIndex(), request.lastTerm())) {
      refusal = Refusal.LOG_BEHIND;
    }
    long term = refusal == null ? request.term() : group.term();
    group.sendAfterHardState(from, new Message.PreVoteResponse(term, refusal));
    return null;
  }

  @Override
  public Void preVoteResponse(Message.PreVoteResponse response) {
    if (!response.granted() && response.term() > group.term()) {
      group.adoptTerm(response.term());
    } else {
      group.currentRole().preVoteResponse(from, response);
    }
    return null;
  }

  @Override
  public Void voteRequest(Message.VoteRequest request) {
    Refusal refusal = null;
    if (request.term() < group.term()) {
      refusal = Refusal.STALE_TERM;
    } else if (request.term() > group.term()
        && !request.transfer()
        && group.currentRole().leaderAlive()) {
      refusal = Refusal.LEADER_ALIVE;
    } else if (group.votesHeld() && !request.transfer()) {
      refusal = Refusal.LEADER_ALIVE;
    } else {
      if (request.term() > group.term()) {
        group.adoptTerm(request.term());
      }
      OptionalInt vote = group.hardState().vote();
      if (vote.isPresent() && vote.getAsInt() != from) {
        refusal = Refusal.ALREADY_VOTED;
      } else if (!group.log().isUpToDate(request.lastIndex(), request.lastTerm())) {
        refusal = Refusal.LOG_BEHIND;
      } else {
        group.persistence().vote(from);
        group.currentRole().voted();
      }
    }
    group.sendAfterHardState(from, new Message.VoteResponse(group.term(), refusal));
    return null;
  }

  @Override
  public Void voteResponse(Message.VoteResponse response) {
    if (isPresentTerm(response)) {
      group.currentRole().voteResponse(from, response);
    }
    return null;
  }

  @Override
  public Void timeoutNow(Message.TimeoutNow message) {
    if (isPresentTerm(message)) {
      group.currentRole().timeoutNow(from);
    }
    return null;
  }

  /** Adopts a higher term; says whether the message then is of the present one. */
  private boolean isPresentTerm(Message message) {
    if (message.term() > group.term()) {
      group.adoptTerm(message.term());
    }
    return message.term() == group.term();
  }

  // ---- replication

  @Override
  public Void appendRequest(Message.AppendRequest request) {
    if (!isPresentTerm(request)) {
      refuse(request, Refusal.STALE_TERM, 0, 0);
      return null;
    }
    group.heardLeader(from);
    group.heardCommit(request.commitIndex());
    GroupLog log = group.log();
    long prev = request.prevIndex();
    if (prev > log.lastIndex()
        || (prev >= log.boundary().index() && log.term(prev) != request.prevTerm())) {
      long hint = log.lastWithTermAtMost(Math.min(prev, log.lastIndex()), request.prevTerm());
      refuse(request, Refusal.LOG_MISMATCH, hint, log.term(hint));
      return null;
    }
    boolean appended = append(request);
    long verified = request.lastIndex();
    long commit = Math.min(request.commitIndex(), verified);
    if (commit > group.commitIndex()) {
      group.advanceCommit(commit);
    }
    acknowledge(request, verified, appended);
    return null;
  }

  /**
   * Appends what is new; truncates only where an entry of another term proves a conflict. Says
   * whether anything was appended.
   */
  private boolean append(Message.AppendRequest request) {
    GroupLog log = group.log();
    boolean appended = false;
    for (EntryRecord entry : request.entries()) {
      if (entry.index() <= log.boundary().index()
          || (entry.index() <= log.lastIndex() && log.term(entry.index()) == entry.term())) {
        continue;
      }
      if (entry.index() <= log.lastIndex()) {
        check(entry.index() > group.commitIndex(), "what is committed is never truncated", entry);
        log.truncateAfter(entry.index() - 1);
      }
      log.append(entry);
      appended = true;
    }
    return appended;
  }

  /**
   * Answers at once with what is durable of what the request verified. If it brought entries that
   * are not durable yet, the answer waits for them instead.
   */
  private void acknowledge(Message.AppendRequest request, long verified, boolean appended) {
    long durable = Math.min(verified, group.persistence().durableIndex());
    if (durable == verified || (!appended && request.entries().isEmpty())) {
      group.sendAfterHardState(
          from, new Message.AppendAccepted(group.term(), durable, request.sentAt()));
    } else {
      group
          .persistence()
          .sendAfterEverything(
              from, new Message.AppendAccepted(group.term(), verified, request.sentAt()));
    }
  }

  private void refuse(
      Message.AppendRequest request, Refusal refusal, long hintIndex, long hintTerm) {
    group.sendAfterHardState(
        from,
        new Message.AppendRefused(
            group.term(), refusal, request.prevIndex(), hintIndex, hintTerm, request.sentAt()));
  }

  /** What the leader has compacted is committed: whoever holds its last entry has all of it. */
  @Override
  public Void snapshotOffer(Message.SnapshotOffer offer) {
    if (!isPresentTerm(offer)) {
      group.sendAfterHardState(
          from,
          new Message.AppendRefused(
              group.term(), Refusal.STALE_TERM, offer.index(), 0, 0, offer.sentAt()));
      return null;
    }
    group.heardLeader(from);
    group.heardCommit(offer.index());
    GroupLog log = group.log();
    if (offer.index() > group.commitIndex()) {
      if (log.holds(new LogBoundary(offer.index(), offer.lastTerm()))) {
        group.advanceCommit(offer.index());
      } else {
        group.emit(new Effect.SnapshotNeeded(from, offer.index()));
      }
    }
    long match = Math.min(group.commitIndex(), group.persistence().durableIndex());
    group.sendAfterHardState(from, new Message.AppendAccepted(group.term(), match, offer.sentAt()));
    return null;
  }

  @Override
  public Void appendAccepted(Message.AppendAccepted response) {
    if (isPresentTerm(response)) {
      group.currentRole().appendAccepted(from, response);
    }
    return null;
  }

  @Override
  public Void appendRefused(Message.AppendRefused response) {
    if (isPresentTerm(response)) {
      group.currentRole().appendRefused(from, response);
    }
    return null;
  }

  // ---- reads

  @Override
  public Void confirmRequest(Message.ConfirmRequest request) {
    Refusal refusal = isPresentTerm(request) ? null : Refusal.STALE_TERM;
    if (refusal == null) {
      group.heardLeader(from);
    }
    group.sendAfterHardState(
        from, new Message.ConfirmResponse(group.term(), request.round(), refusal));
    return null;
  }

  @Override
  public Void confirmResponse(Message.ConfirmResponse response) {
    if (isPresentTerm(response)) {
      group.currentRole().confirmResponse(from, response);
    }
    return null;
  }

  @Override
  public Void readIndexRequest(Message.ReadIndexRequest request) {
    if (isPresentTerm(request)) {
      group.currentRole().readIndexRequest(from, request.id());
    } else {
      group.sendAfterHardState(
          from, new Message.ReadIndexResponse(group.term(), request.id(), 0, Refusal.STALE_TERM));
    }
    return null;
  }

  @Override
  public Void readIndexResponse(Message.ReadIndexResponse response) {
    if (isPresentTerm(response) && response.answered()) {
      group.openReads().answered(response.id(), response.index());
    }
    return null;
  }
}
