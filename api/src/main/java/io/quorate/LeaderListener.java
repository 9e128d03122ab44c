package io.quorate;

import java.util.Optional;

/**
 * Hears of leader changes as this node sees them: in term order for each partition, on the
 * partition's apply lane. A fast sequence of changes may be reported in one call. What it throws is
 * logged and ignored.
 */
@FunctionalInterface
public interface LeaderListener {
  /**
   * Takes the news.
   *
   * @param partition the partition
   * @param leader the new leader; empty while none is known
   */
  void onLeader(int partition, Optional<Leader> leader);
}
