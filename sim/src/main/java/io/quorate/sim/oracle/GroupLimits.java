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
 */
public record GroupLimits(
    long heartbeatNanos,
    long electionTimeoutNanos,
    int windowMessages,
    long windowBytes,
    long appendMaxBytes) {

  /** How many bytes of entries may be in flight per follower. */
  long bytesInFlight(long largestEntry) {
    return windowBytes + Math.max(appendMaxBytes, largestEntry);
  }
}
