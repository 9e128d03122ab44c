package io.quorate.sim.oracle;

import io.quorate.engine.raft.RoleName;
import io.quorate.sim.device.SimProcess;

/**
 * As long as a leader has a lease, nobody of a later term has committed anything, in true time
 * (I22): not only when somebody reads, because any moment is one at which somebody might.
 */
final class LeaseChecks {
  private final Oracles oracles;
  private final SimProcess process;

  LeaseChecks(Oracles oracles, SimProcess process) {
    this.oracles = oracles;
    this.process = process;
  }

  /** Looks at a leader, by its own clock. */
  void check(MemberGhost member, GroupGhost group, int partition, long now) {
    if (member.hasLease(now) && replaced(member, group)) {
      oracles.fail(
          "I22",
          partition,
          "node " + process.node() + " has a lease of term " + member.term() + "; "
              + whatFollowed(group));
    }
  }

  /** A query that rests on the lease runs now. */
  void reads(MemberGhost member, GroupGhost group, int partition) {
    if (member.role != RoleName.LEADER || replaced(member, group)) {
      oracles.fail(
          "I22",
          partition,
          "node " + process.node() + ", which is " + member.role + " in term " + member.term()
              + ", serves a read by its lease; " + whatFollowed(group));
    }
  }

  private static boolean replaced(MemberGhost member, GroupGhost group) {
    return group.committed() > 0 && group.commitTerm(group.committed()) > member.term();
  }

  private static String whatFollowed(GroupGhost group) {
    return "entry " + group.committed() + " is committed in term "
        + group.commitTerm(group.committed());
  }
}
