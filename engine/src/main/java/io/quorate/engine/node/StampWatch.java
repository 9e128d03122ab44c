package io.quorate.engine.node;

import io.quorate.HybridLogicalClock;
import io.quorate.HybridTimestamp;
import io.quorate.engine.node.Counters.Counter;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches how far the time stamps of this node's logs are ahead of its wall clock, and tells people
 * when that is more than {@code clock.max-drift}.
 *
 * <p>It tells, and refuses nothing. An entry that a leader sends may be committed already, so a
 * follower that refused it would only leave the group. A leader that refused proposals would help
 * nobody either: stamps grow along a log, so once a member whose wall clock is a day ahead has led,
 * every leader after it is that far ahead of its own wall clock, however right that is, and the
 * group would stand still for a day. For the same reason it makes no difference to whom leadership
 * is handed. Until the wall clocks have caught up the stamps grow by their counters, and keep their
 * order. Whose wall clock is wrong, that of the member that made the stamps or this node's, one
 * node cannot know.
 *
 * <p>Thread-safe.
 */
final class StampWatch {
  private final HybridLogicalClock clock;
  private final Counters counters;
  private final int nodeId;
  private final Duration bound;

  /** Who has made the last stamp that was too far ahead; 0 if that was before the start. */
  private volatile int madeBy;

  StampWatch(HybridLogicalClock clock, Counters counters, int nodeId, Duration bound) {
    this.clock = clock;
    this.counters = counters;
    this.nodeId = nodeId;
    this.bound = bound;
  }

  /** Entries are in this node's log from now on, the last of which was stamped so. */
  void inForce(HybridTimestamp last) {
    clock.advance(last);
    if (clock.aheadOfWallClock(last).compareTo(bound) > 0) {
      madeBy = last.nodeId();
      counters.increment(Counter.STAMPS_AHEAD);
    }
  }

  /** What to tell people for as long as the stamps are too far ahead. */
  Optional<String> problem() {
    Duration ahead = clock.aheadOfWallClock();
    if (ahead.compareTo(bound) <= 0) {
      return Optional.empty();
    }
    boolean others = madeBy != 0 && madeBy != nodeId;
    return Optional.of("the time stamps of this node's logs are " + ahead.toSeconds()
        + " s ahead of its wall clock, more than clock.max-drift allows (" + bound.toMillis()
        + " ms): its wall clock is behind, or was set back"
        + (others ? ", or that of node " + madeBy + " is ahead" : "")
        + ". The stamps keep their order, but do not tell the time until it has caught up");
  }
}
