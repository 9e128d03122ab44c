package io.quorate.engine.node;

import io.quorate.Leader;
import io.quorate.LogEntry;
import java.util.Optional;

/**
 * The application as the node layer calls it: always on the partition's apply lane, per partition
 * one call at a time.
 */
public interface Application {
  /**
   * Applies an entry. Calls for one partition come in index order, and an entry is not followed by
   * the next before a call for it has returned normally.
   *
   * @param partition the partition
   * @param entry the entry
   * @param restored whether the entry was in this node's log when it started
   * @return a response for the proposer, or null
   * @throws Exception to be called again for the same entry later
   */
  Object apply(int partition, LogEntry entry, boolean restored) throws Exception;

  /**
   * An attempt to apply has failed.
   *
   * @param partition the partition
   * @param entry the entry
   * @param attempt from 1
   * @param error what was thrown
   */
  default void applyFailed(int partition, LogEntry entry, int attempt, Throwable error) {}

  /**
   * The replay of what was in the log at the start begins.
   *
   * @param partition the partition
   */
  default void restoreStarted(int partition) {}

  /**
   * The replay has ended.
   *
   * @param partition the partition
   */
  default void restoreFinished(int partition) {}

  /**
   * The known leader has changed.
   *
   * @param partition the partition
   * @param leader the leader of the current term; empty while none is known
   */
  default void leaderChanged(int partition, Optional<Leader> leader) {}
}
