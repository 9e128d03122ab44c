package io.quorate;

/**
 * Hears of an entry that a listener or state machine refused by throwing. Called on the partition's
 * apply lane, after each failed attempt. What it throws is logged and ignored.
 */
@FunctionalInterface
public interface ReplicationErrorListener {
  /**
   * Takes the report.
   *
   * @param partition the partition, which applies nothing more on this node until the entry is
   *     accepted
   * @param log the entry
   * @param attempt 1 for the first failed attempt
   * @param error what was thrown
   */
  void onError(int partition, LogEntry log, int attempt, Throwable error);
}
