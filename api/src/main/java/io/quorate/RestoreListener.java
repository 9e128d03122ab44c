package io.quorate;

/**
 * Hears when a partition begins and ends replaying the entries that were in this node's log when it
 * started. Called on the partition's apply lane. What it throws is logged and ignored.
 */
@FunctionalInterface
public interface RestoreListener {
  /**
   * Takes the news.
   *
   * @param partition the partition
   */
  void onRestore(int partition);
}
