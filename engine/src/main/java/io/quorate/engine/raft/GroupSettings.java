package io.quorate.engine.raft;

/**
 * What a group's core needs to know; all times in nanoseconds of the monotonic clock.
 *
 * @param partition the group
 * @param nodeId this member
 * @param heartbeatNanos how often an idle leader is heard
 * @param electionTimeoutNanos the shortest election timeout; each is drawn anew from here to twice
 *     this
 * @param priority 1 to 100: lower ones wait up to an election timeout longer
 * @param appendMaxBytes bytes of entries in one append request; a single larger entry still fits
 * @param windowMessages append requests in flight per follower
 * @param windowBytes bytes of entries in flight per follower
 * @param tailCacheBytes durable entries to keep in memory
 * @param leases what this member does about leases
 */
public record GroupSettings(
    int partition,
    int nodeId,
    long heartbeatNanos,
    long electionTimeoutNanos,
    int priority,
    long appendMaxBytes,
    int windowMessages,
    long windowBytes,
    long tailCacheBytes,
    Leases leases) {

  /**
   * How long a leader's own write may take before it gives leadership up, and how old a write may
   * be before a follower does not campaign: its disk hangs.
   *
   * @return nanoseconds
   */
  long storageStallNanos() {
    return 2 * electionTimeoutNanos;
  }

  /**
   * How long a leader has its lease after a question that a quorum has answered.
   *
   * @return nanoseconds
   */
  long leaseNanos() {
    return leases.nanos(electionTimeoutNanos);
  }

  /**
   * How soon followers hear of a new commit index when nothing else is sent to them.
   *
   * @return nanoseconds
   */
  long commitNoticeNanos() {
    return Math.min(heartbeatNanos, 10_000_000L);
  }
}
