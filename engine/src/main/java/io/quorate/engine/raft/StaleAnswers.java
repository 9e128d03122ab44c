package io.quorate.engine.raft;

import io.quorate.engine.raft.Message.Refusal;

/**
 * What becomes of a message that still waits for the disk when its term ends. An answer is not true
 * any more: the asker hears of the new term instead. A request is not made; null stands for that.
 */
final class StaleAnswers implements Message.Visitor<Message> {
  private final long term;

  /** For the end of the term before this one. */
  StaleAnswers(long term) {
    this.term = term;
  }

  @Override
  public Message preVoteRequest(Message.PreVoteRequest m) {
    return null;
  }

  @Override
  public Message preVoteResponse(Message.PreVoteResponse m) {
    return new Message.PreVoteResponse(term, Refusal.STALE_TERM);
  }

  @Override
  public Message voteRequest(Message.VoteRequest m) {
    return null;
  }

  @Override
  public Message voteResponse(Message.VoteResponse m) {
    return new Message.VoteResponse(term, Refusal.STALE_TERM);
  }

  @Override
  public Message appendRequest(Message.AppendRequest m) {
    return null;
  }

  @Override
  public Message appendAccepted(Message.AppendAccepted m) {
    return new Message.AppendRefused(term, Refusal.STALE_TERM, 0, 0, 0, m.sentAt());
  }

  @Override
  public Message appendRefused(Message.AppendRefused m) {
    return new Message.AppendRefused(term, Refusal.STALE_TERM, 0, 0, 0, m.sentAt());
  }

  @Override
  public Message timeoutNow(Message.TimeoutNow m) {
    return null;
  }

  @Override
  public Message confirmRequest(Message.ConfirmRequest m) {
    return null;
  }

  @Override
  public Message confirmResponse(Message.ConfirmResponse m) {
    return new Message.ConfirmResponse(term, m.round(), Refusal.STALE_TERM);
  }

  @Override
  public Message readIndexRequest(Message.ReadIndexRequest m) {
    return null;
  }

  @Override
  public Message readIndexResponse(Message.ReadIndexResponse m) {
    return new Message.ReadIndexResponse(term, m.id(), 0, Refusal.STALE_TERM);
  }

  @Override
  public Message snapshotOffer(Message.SnapshotOffer m) {
    return null;
  }
}
