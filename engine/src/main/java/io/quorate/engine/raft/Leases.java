package io.quorate.engine.raft;

/**
 * What a member does about leases (dissertation, section 6.4.1): a leader that knows that nobody
 * else can have been elected yet answers readers without asking a quorum first.
 *
 * <p>How long it knows that: a voter that hears its leader lets nobody else win before its own
 * clock has gone on by the election timeout {@code T}. What it acknowledges it heard no earlier
 * than when that was sent, {@code s} by the leader's clock. Let the voter's clock run faster than
 * the leader's by a share {@code e} at most: while the leader's goes on by {@code x}, the voter's
 * goes on by no more than {@code (1 + e) x}. Then the voter's wait takes at least {@code T / (1 +
 * e)} by the leader's clock, and the voter lets nobody else win before {@code s + T / (1 + e)}. If
 * that holds of a quorum, whose oldest {@code s} is {@code c}, then nobody is elected before
 * {@code c + T / (1 + e)}, because every quorum that elects has a voter of that one in it. A voter
 * whose clock runs slower waits longer, which does no harm.
 *
 * <p>It rests on voters that keep their wait: after a restart, when they do not know any more whom
 * they have heard; when they have heard of a later term since; and with the leader's own election
 * timeout, which therefore has to be the same on all members. Only a candidacy that the leader
 * itself has asked for may break it, so a leader that hands over gives its lease up first.
 *
 * @param kept whether this member, as a voter, keeps the wait on which the leases of others rest
 * @param used whether this member, as a leader, answers readers by its lease
 * @param driftPpm by how many millionths the clock of one member may run faster than that of
 *     another
 */
public record Leases(boolean kept, boolean used, int driftPpm) {
  /** Neither has a lease nor lets others have one. */
  public static final Leases NONE = new Leases(false, false, 0);

  private static final long MILLION = 1_000_000;

  /**
   * For how long after a question that a quorum has answered nobody else is elected.
   *
   * @param electionTimeoutNanos the shortest election timeout
   * @return nanoseconds of the leader's clock, rounded down
   */
  long nanos(long electionTimeoutNanos) {
    long by = MILLION + driftPpm;
    // In two parts, so that the product does not overflow.
    return electionTimeoutNanos / by * MILLION + electionTimeoutNanos % by * MILLION / by;
  }
}
