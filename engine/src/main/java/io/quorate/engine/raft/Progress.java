package io.quorate.engine.raft;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a leader knows of one follower's log, and what is on its way there.
 *
 * <p>While the follower's log is known to match, requests are sent ahead of their answers, within a
 * window (REPLICATE). After a refusal one request at a time looks for the place where the logs
 * agree (PROBE).
 */
final class Progress {
  private enum State {
    PROBE,
    REPLICATE
  }

  private record InFlight(long lastIndex, long bytes) {}

  private final int windowMessages;
  private final long windowBytes;
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private State state = State.PROBE;
  private boolean probing;
  private boolean reading;
  private long readAgainAt = Long.MIN_VALUE;
  private long matchIndex;
  private long nextIndex;
  private long inFlightBytes;
  private long confirmedAt;
  private long acknowledgedAt = Long.MIN_VALUE;
  private long sentAt;
  private long sentCommit;

  Progress(GroupSettings settings, long nextIndex, long now) {
    this.windowMessages = settings.windowMessages();
    this.windowBytes = settings.windowBytes();
    this.nextIndex = nextIndex;
    this.confirmedAt = now;
    this.sentAt = now;
  }

  /** The follower's log equals the leader's up to here, durably. Never falls. */
  long matchIndex() {
    return matchIndex;
  }

  /** The next entry to send; always above the match index. */
  long nextIndex() {
    return nextIndex;
  }

  int inFlight() {
    return inFlight.size() + (probing ? 1 : 0);
  }

  /** Of requests that were sent ahead of their answers. */
  long inFlightBytes() {
    return inFlightBytes;
  }

  /**
   * The follower has answered something that was sent at this time: until then it accepted this
   * leader.
   */
  long confirmedAt() {
    return confirmedAt;
  }

  /**
   * When the last question was sent that the follower is known to have heard; the least number
   * before it has answered any.
   */
  long acknowledgedAt() {
    return acknowledgedAt;
  }

  /** When something was last sent. */
  long sentAt() {
    return sentAt;
  }

  /** The commit index that was last sent. */
  long sentCommit() {
    return sentCommit;
  }

  boolean mayReplicate(long now) {
    if (reading || now < readAgainAt) {
      return false;
    }
    return state == State.PROBE
        ? !probing
        : inFlight.size() < windowMessages && inFlightBytes < windowBytes;
  }

  void reading() {
    reading = true;
  }

  /** The read that was under way has ended; says whether its entries are still wanted. */
  boolean readEnded(long from, long now) {
    reading = false;
    return from == nextIndex && mayReplicate(now);
  }

  /** A read brought nothing of use: the next attempt waits, lest it be made again and again. */
  void readAgainAt(long time) {
    readAgainAt = time;
  }

  /** A request with entries is on its way. */
  void replicated(long lastIndex, long bytes) {
    if (state == State.PROBE) {
      probing = true;
    } else {
      inFlight.addLast(new InFlight(lastIndex, bytes));
      inFlightBytes += bytes;
      nextIndex = lastIndex + 1;
    }
  }

  /** Any request is on its way. */
  void sent(long now, long commitIndex) {
    sentAt = now;
    sentCommit = commitIndex;
  }

  /** The follower has answered a request that was sent at this time. */
  void confirmed(long requestSentAt) {
    confirmedAt = Math.max(confirmedAt, requestSentAt);
    acknowledged(requestSentAt);
  }

  /** The follower has heard a question that was sent at this time. */
  void acknowledged(long questionSentAt) {
    acknowledgedAt = Math.max(acknowledgedAt, questionSentAt);
  }

  /** An acknowledgement. Returns whether the match index has grown. */
  boolean accepted(long index) {
    boolean grown = index > matchIndex;
    matchIndex = Math.max(matchIndex, index);
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    while (!inFlight.isEmpty() && inFlight.peekFirst().lastIndex() <= matchIndex) {
      inFlightBytes -= inFlight.removeFirst().bytes();
    }
    state = State.REPLICATE;
    probing = false;
    return grown;
  }

  /**
   * Whether a refusal of this previous index says something new, rather than being late or a copy.
   */
  boolean isNews(long refusedPrevIndex) {
    return refusedPrevIndex > matchIndex
        && (state == State.REPLICATE || refusedPrevIndex == nextIndex - 1);
  }

  /** The logs may agree up to here: look there next. */
  void probeAfter(long index) {
    state = State.PROBE;
    probing = false;
    inFlight.clear();
    inFlightBytes = 0;
    nextIndex = Math.max(matchIndex, index) + 1;
  }
}
