package io.quorate.engine.node;

import io.quorate.PartitionLoad;
import io.quorate.engine.raft.GroupProbe;

/**
 * What anybody may read of a partition without waiting for its event loop. Thread-safe: a step
 * publishes its positions at once; what adds up over time is under a lock that the loop and the
 * lane take a few times for each batch, never for an entry, and under which nothing else is done.
 */
final class PartitionMeter {
  private static final long NOBODY = Long.MAX_VALUE;

  private final int partition;
  private final LoadWindow window;
  private volatile Positions positions = new Positions(0, 0, 0, 0, false, NOBODY);

  /** How far a partition was after its last step; {@link #stepped} tells of the last component. */
  record Positions(
      long term,
      long lastIndex,
      long commitIndex,
      long appliedIndex,
      boolean refused,
      long waitingSince) {}

  /** What has happened since the start. */
  record Totals(long proposals, long commits, long waitNanos) {}

  PartitionMeter(int partition, long now) {
    this.partition = partition;
    this.window = new LoadWindow(now);
  }

  /** Proposals have been put into the log. */
  synchronized void proposed(int count, long now) {
    window.proposed(count, now);
  }

  /** Proposals have been committed and applied. */
  synchronized void committed(CommitWaits waits, long now) {
    window.committed(waits, now);
  }

  /**
   * The partition has taken a step.
   *
   * @param since when the oldest proposal in the log that is not applied was put there;
   *     {@code Long.MAX_VALUE} if there is none
   */
  void stepped(GroupProbe group, long appliedIndex, boolean refused, long since) {
    positions = new Positions(
        group.hardState().term(),
        group.lastIndex(),
        group.commitIndex(),
        appliedIndex,
        refused,
        since);
  }

  Positions positions() {
    return positions;
  }

  synchronized Totals totals() {
    return new Totals(window.allProposals(), window.allCommits(), window.allWaits());
  }

  synchronized PartitionLoad load(int queuedProposals, long queuedBytes, long now) {
    long waitingSince = positions.waitingSince();
    long stillWaiting = waitingSince == NOBODY ? 0 : now - waitingSince;
    return new PartitionLoad(
        partition,
        window.proposalsPerSecond(now),
        window.commitsPerSecond(now),
        queuedProposals,
        queuedBytes,
        window.meanWait(now),
        Math.max(window.longestWait(now), stillWaiting));
  }
}
