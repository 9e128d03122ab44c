package io.quorate.engine.node;

import io.quorate.FrozenState;
import io.quorate.Leader;
import io.quorate.LogEntry;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

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

  /**
   * Whether the methods below may be called.
   *
   * @return whether there can be snapshots of this application
   */
  default boolean takesSnapshots() {
    return false;
  }

  /**
   * Takes hold of the state between two entries.
   *
   * @param partition the partition
   * @return the state as it is now
   * @throws Exception if there shall be no snapshot
   */
  default FrozenState freeze(int partition) throws Exception {
    throw new UnsupportedOperationException("this application takes no snapshots");
  }

  /**
   * Puts a state in the place of the present one.
   *
   * @param partition the partition
   * @param index the last entry whose effect is in it
   * @param in what {@link #freeze} has given, here or elsewhere, as it was written
   * @throws Exception to be called again later
   */
  default void restore(int partition, long index, InputStream in) throws Exception {
    throw new UnsupportedOperationException("this application takes no snapshots");
  }

  /**
   * Up to where the application keeps entries durably itself.
   *
   * @param partition the partition
   * @return empty if it does not
   */
  default OptionalLong durableIndex(int partition) {
    return OptionalLong.empty();
  }
}
