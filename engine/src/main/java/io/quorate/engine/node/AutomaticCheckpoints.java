package io.quorate.engine.node;

/**
 * When the leader of one partition makes a checkpoint by itself: after so many entries, or so many
 * bytes, since the last one that was applied. Touched by the event loop alone.
 */
final class AutomaticCheckpoints {
  private final long everyEntries;
  private final long everyBytes;
  private final long retryNanos;
  private long lastIndex;
  private long lastBytes;
  private boolean asked;
  private long askAgainAt = Long.MIN_VALUE;

  /** {@code lastIndex} is that of the snapshot that was there at the start. */
  AutomaticCheckpoints(NodeSettings settings, long lastIndex) {
    this.everyEntries = settings.retention().checkpointEntries();
    this.everyBytes = settings.retention().checkpointBytes();
    this.retryNanos = settings.electionTimeoutNanos();
    this.lastIndex = lastIndex;
  }

  /** Whether one is to be asked for; {@code appliedBytes} counts from the start of the node. */
  boolean isDue(long appliedIndex, long appliedBytes, long now) {
    return !asked
        && now >= askAgainAt
        && (everyEntries > 0 && appliedIndex - lastIndex >= everyEntries
            || everyBytes > 0 && appliedBytes - lastBytes >= everyBytes);
  }

  void asked() {
    asked = true;
  }

  /** The group has taken it and it was applied, or it has not. */
  void answered(boolean success, long now) {
    asked = false;
    askAgainAt = success ? Long.MIN_VALUE : now + retryNanos;
  }

  /** A checkpoint has been applied, whoever asked for it. */
  void applied(long index, long appliedBytes) {
    lastIndex = Math.max(lastIndex, index);
    lastBytes = appliedBytes;
  }
}
