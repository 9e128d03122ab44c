package io.quorate.sim.oracle;

import io.quorate.engine.raft.Configuration;
import java.util.SortedSet;
import java.util.function.IntPredicate;

/**
 * What a quorum is, computed here once more from the members alone: a check that asked the engine
 * would share its mistakes.
 */
final class Quorums {
  private Quorums() {}

  /**
   * Whether those who agree are a majority of the voters, and of the outgoing ones if there are
   * any.
   */
  static boolean agree(Configuration configuration, IntPredicate agrees) {
    return majority(configuration.voters(), agrees)
        && (configuration.outgoing().isEmpty() || majority(configuration.outgoing(), agrees));
  }

  private static boolean majority(SortedSet<Integer> voters, IntPredicate agrees) {
    int agreeing = 0;
    for (int voter : voters) {
      agreeing += agrees.test(voter) ? 1 : 0;
    }
    return agreeing * 2 > voters.size();
  }

  /**
   * Whether one configuration may follow another (paper, section 6): the same voters with other
   * learners, the way into a joint one, or the way out of it. Then every quorum of the one meets
   * every quorum of the other.
   */
  static boolean mayFollow(Configuration before, Configuration after) {
    if (!before.outgoing().isEmpty()) {
      return after.outgoing().isEmpty() && after.voters().equals(before.voters());
    }
    return after.outgoing().isEmpty()
        ? after.voters().equals(before.voters())
        : after.outgoing().equals(before.voters());
  }
}
