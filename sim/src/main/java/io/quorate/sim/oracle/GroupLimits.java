package io.quorate.sim.oracle;

/**
 * What the settings of the groups allow, as far as checks depend on it. Times are nanoseconds of a
 * member's monotonic clock.
 *
 * @param heartbeatNanos how often an idle leader is heard
 * @param electionTimeoutNanos the shortest election timeout
 * @param windowMessages append requests in flight per follower
 * @param windowBytes bytes of entries in flight per follower, which the last request may overrun
 * @param appendMaxBytes bytes of entries in a request, of which its first entry is exempt
 * @param maxEntryBytes the largest entry's data
 */
public record GroupLimits(
    long heartbeatNanos,
    long electionTimeoutNanos,
    int windowMessages,
    long windowBytes,
    long appendMaxBytes,
    long maxEntryBytes) {

  /** More than what an entry's record has besides its data. */
  private static final long OVERHEAD = 1 << 10;

  /** How many bytes of entries may be in flight per follower. */
  long bytesInFlight() {
    return windowBytes + Math.max(appendMaxBytes, maxEntryBytes + OVERHEAD);
  }
}
