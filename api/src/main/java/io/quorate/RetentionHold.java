package io.quorate;

/**
 * Keeps a partition's log on this node from an index on, for as long as it is open. It does not
 * survive the process.
 */
public interface RetentionHold extends AutoCloseable {
  /**
   * From where the log is kept.
   *
   * @return the index that was asked for, or the first that was still there, whichever is higher
   */
  long firstIndex();

  /** Lets go. Idempotent, any thread. */
  @Override
  void close();
}
