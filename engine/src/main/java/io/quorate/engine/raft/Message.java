package io.quorate.engine.raft;

import io.quorate.spi.EntryRecord;
import java.util.List;

/**
 * What members of a group tell one another. Sender, receiver and group are on the envelope. Every
 * request gets an answer, and a refusal says why and in which term.
 */
public sealed interface Message {

  /**
   * The sender's term; in the pre-vote messages, the term that is asked about or answered for.
   *
   * @return at least 0
   */
  long term();

  /**
   * Calls the method for this message's type.
   *
   * @param visitor one method for each type
   * @param <R> what it returns
   * @return what the method returned
   */
  <R> R accept(Visitor<R> visitor);

  /**
   * One method for each type of message.
   *
   * @param <R> what they return
   */
  interface Visitor<R> {
    /**
     * @param m the message
     * @return as the visitor likes
     */
    R preVoteRequest(PreVoteRequest m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R preVoteResponse(PreVoteResponse m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R voteRequest(VoteRequest m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R voteResponse(VoteResponse m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R appendRequest(AppendRequest m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R appendAccepted(AppendAccepted m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R appendRefused(AppendRefused m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R timeoutNow(TimeoutNow m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R confirmRequest(ConfirmRequest m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R confirmResponse(ConfirmResponse m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R readIndexRequest(ReadIndexRequest m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R readIndexResponse(ReadIndexResponse m);

    /**
     * @param m the message
     * @return as the visitor likes
     */
    R snapshotOffer(SnapshotOffer m);
  }

  /** Why something was refused. */
  enum Refusal {
    /** The sender's term is over; the answer carries the present one. */
    STALE_TERM,
    /** The voter has voted for somebody else in this term. */
    ALREADY_VOTED,
    /** The candidate's log ends before the voter's. */
    LOG_BEHIND,
    /** The voter hears from a leader. */
    LEADER_ALIVE,
    /** The follower's log does not hold the entry that the new ones should follow. */
    LOG_MISMATCH,
    /** Only the leader can answer, and the receiver does not lead. */
    NOT_LEADER
  }

  /**
   * "Would you vote for me?" (dissertation, section 9.6). Changes no durable state anywhere.
   *
   * @param term the term in which the sender would campaign
   * @param lastIndex the sender's last entry
   * @param lastTerm that entry's term
   */
  record PreVoteRequest(long term, long lastIndex, long lastTerm) implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.preVoteRequest(this);
    }
  }

  /**
   * The answer to a {@link PreVoteRequest}.
   *
   * @param term if granted, the term that was asked about; if refused, the voter's term
   * @param refusal why not; null if granted
   */
  record PreVoteResponse(long term, Refusal refusal) implements Message {
    /**
     * Whether the vote would be given.
     *
     * @return true if granted
     */
    public boolean granted() {
      return refusal == null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.preVoteResponse(this);
    }
  }

  /**
   * RequestVote (paper, section 5.2).
   *
   * @param term the candidate's term
   * @param lastIndex the candidate's last entry
   * @param lastTerm that entry's term
   * @param transfer the leader asked for this campaign, so that hearing from it is no reason to
   *     refuse
   */
  record VoteRequest(long term, long lastIndex, long lastTerm, boolean transfer)
      implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.voteRequest(this);
    }
  }

  /**
   * The answer to a {@link VoteRequest}.
   *
   * @param term the voter's term
   * @param refusal why not; null if granted
   */
  record VoteResponse(long term, Refusal refusal) implements Message {
    /**
     * Whether the vote was given.
     *
     * @return true if granted
     */
    public boolean granted() {
      return refusal == null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.voteResponse(this);
    }
  }

  /**
   * AppendEntries (paper, section 5.3); without entries, a heartbeat that verifies the log all the
   * same.
   *
   * @param term the leader's term
   * @param prevIndex the entries follow this one
   * @param prevTerm that entry's term
   * @param commitIndex the leader's commit index
   * @param sentAt the leader's monotonic clock when it sent this; means nothing to the follower,
   *     which returns it
   * @param entries contiguous from {@code prevIndex + 1}
   */
  record AppendRequest(
      long term,
      long prevIndex,
      long prevTerm,
      long commitIndex,
      long sentAt,
      List<EntryRecord> entries)
      implements Message {
    /**
     * The last index that this request verifies.
     *
     * @return {@code prevIndex} plus the number of entries
     */
    public long lastIndex() {
      return prevIndex + entries.size();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.appendRequest(this);
    }

    @Override
    public String toString() {
      return "AppendRequest[term=" + term + ", prev=" + prevIndex + "@" + prevTerm + ", commit="
          + commitIndex + ", entries=" + entries.size() + "]";
    }
  }

  /**
   * The log up to an index equals the leader's, and is durable here.
   *
   * @param term the follower's term
   * @param matchIndex up to where: never more than the request verified
   * @param sentAt from the request
   */
  record AppendAccepted(long term, long matchIndex, long sentAt) implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.appendAccepted(this);
    }
  }

  /**
   * An append was refused.
   *
   * @param term the follower's term
   * @param refusal {@link Refusal#STALE_TERM} or {@link Refusal#LOG_MISMATCH}
   * @param prevIndex from the request
   * @param hintIndex on a mismatch, the last index at which the logs may agree
   * @param hintTerm the follower's term at that index
   * @param sentAt from the request
   */
  record AppendRefused(
      long term, Refusal refusal, long prevIndex, long hintIndex, long hintTerm, long sentAt)
      implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.appendRefused(this);
    }
  }

  /**
   * "Campaign at once" (dissertation, section 3.10).
   *
   * @param term the leader's term
   */
  record TimeoutNow(long term) implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.timeoutNow(this);
    }
  }

  /**
   * "Do you still follow me?" (dissertation, section 6.4), asked before a leader says up to where a
   * reader must have applied. To the receiver it is a sign of life, like a heartbeat.
   *
   * @param term the leader's term
   * @param round grows with each question of this leadership, from 1
   */
  record ConfirmRequest(long term, long round) implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.confirmRequest(this);
    }
  }

  /**
   * The answer to a {@link ConfirmRequest}.
   *
   * @param term the receiver's term
   * @param round from the request
   * @param refusal {@link Refusal#STALE_TERM} if the request was of an earlier term: rounds of two
   *     terms have nothing to do with one another; null if the asker still led when this was said
   */
  record ConfirmResponse(long term, long round, Refusal refusal) implements Message {
    /**
     * Whether the asker was followed.
     *
     * @return true unless refused
     */
    public boolean confirmed() {
      return refusal == null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.confirmResponse(this);
    }
  }

  /**
   * "Up to where must I have applied to read what is committed now?" (dissertation, section 6.4).
   *
   * @param term the asker's term
   * @param id names the question, also among those of the asker's earlier processes
   */
  record ReadIndexRequest(long term, long id) implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.readIndexRequest(this);
    }
  }

  /**
   * The answer to a {@link ReadIndexRequest}.
   *
   * @param term the answerer's term
   * @param id from the request
   * @param index everything that was committed anywhere when the question was asked is at or below
   *     this; 0 if refused
   * @param refusal why there is no answer; null if there is
   */
  record ReadIndexResponse(long term, long id, long index, Refusal refusal) implements Message {
    /**
     * Whether there is an answer.
     *
     * @return true unless refused
     */
    public boolean answered() {
      return refusal == null;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.readIndexResponse(this);
    }
  }

  /**
   * "I do not hold any more what you lack: here my log begins, take a snapshot." A sign of life,
   * like a heartbeat, which verifies the log at that one place, and is answered like one by
   * {@link AppendAccepted} with what is known to match. The snapshot itself moves outside of the
   * core.
   *
   * @param term the leader's term
   * @param index the last entry that the leader's log does not hold any more
   * @param lastTerm that entry's term
   * @param sentAt as of {@link AppendRequest}
   */
  record SnapshotOffer(long term, long index, long lastTerm, long sentAt) implements Message {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.snapshotOffer(this);
    }
  }
}
