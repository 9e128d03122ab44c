package io.quorate.engine.raft;

import java.util.Comparator;
import java.util.Optional;

/** Whom a leader that goes away hands its partition to. */
public final class Successor {
  private Successor() {}

  /**
   * The voter that has most of the log, of those that have answered lately: one that is dead would
   * leave the partition without a leader until the transfer is given up. Among equals it is the one
   * that answered last, because nodes that are shut down leave one after another.
   *
   * @param group a leader
   * @param since monotonic nanoseconds; who has not accepted the leader since then does not count
   * @return empty if nobody is left; the leader steps down then
   */
  public static Optional<Integer> of(GroupProbe group, long since) {
    return group.configuration().voters().stream()
        .filter(voter -> group.confirmedAt(voter).orElse(Long.MIN_VALUE) >= since)
        .max(Comparator.<Integer>comparingLong(voter -> group.matchIndex(voter).orElse(0))
            .thenComparingLong(voter -> group.confirmedAt(voter).orElse(Long.MIN_VALUE)));
  }
}
