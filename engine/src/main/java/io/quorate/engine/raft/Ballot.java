package io.quorate.engine.raft;

import java.util.List;
import java.util.TreeSet;

/**
 * One question to all voters and their answers so far. Who has not answered is asked again (paper,
 * section 5.5): a request may be lost, or come before there is somebody to take it, as when a
 * cluster begins, and the group need not go without a leader for an election timeout because of
 * that. The first wait is as long as between two heartbeats, and each further one twice as long, so
 * that a group without a quorum is no burden.
 */
final class Ballot {
  private final RaftGroup group;
  private final TreeSet<Integer> granted = new TreeSet<>();
  private final TreeSet<Integer> answered = new TreeSet<>();
  private long electionDeadline;
  private long askAgainAt;
  private long wait;

  Ballot(RaftGroup group) {
    this.group = group;
    this.electionDeadline = group.drawElectionDeadline();
    this.wait = group.settings().heartbeatNanos();
  }

  /** The voters to ask now. */
  List<Integer> unanswered() {
    askAgainAt = group.now() + wait;
    wait *= 2;
    Configuration configuration = group.configuration();
    return configuration.members().stream()
        .filter(member -> configuration.isVoter(member) && !answered.contains(member))
        .toList();
  }

  void answer(int from, boolean yes) {
    answered.add(from);
    if (yes) {
      granted.add(from);
    }
  }

  boolean isWon() {
    return group.configuration().isQuorum(granted::contains);
  }

  /** Waits anew without asking: somebody else is to have a chance. */
  void putOff() {
    electionDeadline = group.drawElectionDeadline();
    askAgainAt = electionDeadline;
  }

  /** When somebody is to be asked again, or the ballot is over. */
  long deadline() {
    return Math.min(electionDeadline, askAgainAt);
  }

  /** When it is time for another ballot. */
  long electionDeadline() {
    return electionDeadline;
  }

  boolean isOver() {
    return group.now() >= electionDeadline;
  }
}
