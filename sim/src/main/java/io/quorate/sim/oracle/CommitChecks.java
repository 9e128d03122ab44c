package io.quorate.sim.oracle;

import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.RoleName;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import io.quorate.spi.LogBoundary;
import java.util.List;
import java.util.function.IntPredicate;

/** Who may commit what. */
final class CommitChecks {
  private final Oracles oracles;
  private final World world;
  private final SimProcess process;

  CommitChecks(Oracles oracles, SimProcess process) {
    this.oracles = oracles;
    this.world = oracles.world();
    this.process = process;
  }

  void check(
      MemberGhost member,
      GroupGhost group,
      GroupProbe probe,
      List<Input> inputs,
      RoleName roleBefore,
      long termBefore) {
    int partition = probe.partition();
    verify(member, inputs, termBefore);
    if (member.replacedBy != null) {
      // What was verified before was of another log.
      member.verified = Math.max(member.verified, member.replacedBy.index());
    }
    long before = member.commit;
    long after = probe.commitIndex();
    if (after < before || probe.applicableIndex() < member.applicable) {
      oracles.fail(
          "I7",
          partition,
          "node " + process.node() + " went back from commit " + before
              + " and released " + member.applicable + " to " + after + " and "
              + probe.applicableIndex());
      return;
    }
    if (probe.applicableIndex() > after || after > member.log.lastIndex()) {
      oracles.fail(
          "I8",
          partition,
          "node " + process.node() + " has released "
              + probe.applicableIndex() + " with commit " + after + " and a log that ends at "
              + member.log.lastIndex());
      return;
    }
    member.applicable = probe.applicableIndex();
    if (after == before) {
      return;
    }
    member.commit = after;
    world.record(Event.COMMIT, process.node(), partition, after, 0);
    boolean leads = probe.role() == RoleName.LEADER;
    boolean verified = after <= member.mayCommit;
    if (leads || !verified && roleBefore == RoleName.LEADER) {
      leaderCommits(member, group, probe, leads ? member.term() : termBefore, after);
    } else if (!verified) {
      oracles.fail(
          "I17",
          partition,
          "node " + process.node() + " follows to commit " + after
              + ", but requests of its term have verified up to " + member.verified
              + " and named commit " + member.namedCommit);
    } else if (after > group.committed()) {
      oracles.fail(
          "I17",
          partition,
          "node " + process.node() + " follows to commit " + after
              + ", but no leader has committed beyond " + group.committed());
    }
    long common = Math.min(after, group.committed());
    if (common >= member.log.boundaryIndex()
        && member.log.hash(common) != group.commitHash(common)) {
      oracles.fail(
          "I6",
          partition,
          "node " + process.node() + " holds another log up to " + common
              + " than what was committed");
    }
    if (leads) {
      oracles.surroundings().moment(TriggerPoint.COMMIT_ADVANCED, process.node(), partition);
    }
  }

  /**
   * What the requests of this step verify, by the log as it stands now; a step may see several
   * terms.
   */
  private static void verify(MemberGhost member, List<Input> inputs, long termBefore) {
    for (Input input : inputs) {
      if (input instanceof Input.InstallSnapshot install) {
        member.mayCommit =
            Math.max(member.mayCommit, install.snapshot().boundary().index());
      } else if (input instanceof Input.Received received
          && received.message() instanceof Message.SnapshotOffer offer
          && offer.term() >= termBefore
          && member.log.holds(new LogBoundary(offer.index(), offer.lastTerm()))) {
        member.mayCommit = Math.max(member.mayCommit, offer.index());
      } else if (input instanceof Input.Received received
          && received.message() instanceof Message.AppendRequest request
          && request.term() >= Math.max(termBefore, member.verifiedTerm)) {
        if (request.term() > member.verifiedTerm) {
          member.verifiedTerm = request.term();
          member.verified = 0;
          member.namedCommit = 0;
        }
        member.namedCommit = Math.max(member.namedCommit, request.commitIndex());
        long last = request.lastIndex();
        if (last <= member.log.lastIndex()
            && holds(member, request.prevIndex(), request.prevTerm())
            && (request.entries().isEmpty()
                || holds(
                    member,
                    last,
                    request.entries().get(request.entries().size() - 1).term()))) {
          member.verified = Math.max(member.verified, last);
        }
        member.mayCommit =
            Math.max(member.mayCommit, Math.min(member.verified, member.namedCommit));
      }
    }
  }

  /** What lies before the log's beginning is committed, and so the same everywhere. */
  private static boolean holds(MemberGhost member, long index, long term) {
    return index < member.log.boundaryIndex() || member.log.term(index) == term;
  }

  /**
   * Only entries of the leader's own term by counting (I9), and only what a quorum of disks holds
   * (I10).
   */
  private void leaderCommits(
      MemberGhost member, GroupGhost group, GroupProbe probe, long term, long index) {
    int partition = probe.partition();
    if (member.log.term(index) != term) {
      oracles.fail(
          "I9",
          partition,
          "node " + process.node() + " leads term " + term + " and commits up to " + index
              + ", an entry of term " + member.log.term(index));
      return;
    }
    Configuration configuration = probe.configuration();
    Configuration before = member.configurationBefore;
    if (!mayCommit(member, probe, index)) {
      oracles.fail(
          "I10",
          partition,
          "node " + process.node() + " commits up to " + index + " in term " + term
              + ", but no quorum of " + before
              + (configuration.equals(before) ? "" : " and " + configuration)
              + " has it on disk");
      return;
    }
    long known = group.committed();
    if (known > 0
        && known <= index
        && known >= member.log.boundaryIndex()
        && member.log.hash(known) != group.commitHash(known)) {
      oracles.fail(
          "I6",
          partition,
          "node " + process.node() + " commits another log up to " + known
              + " than was committed in term " + group.commitTerm(known));
      return;
    }
    boolean members = false;
    for (long next = known + 1; next <= index; next++) {
      members |= group.commit(member.log.entry(next), member.log.hash(next), term, world.now());
      world.count(Mark.COMMITS);
    }
    if (known < index) {
      if (members) {
        oracles.checkReplaced();
      }
      oracles.checkLaterLeaders(partition, term);
      oracles.checkEarlierLeases(partition, process.node(), term);
    }
  }

  /**
   * Whether a quorum of the configuration that decided has it on disk. A leader that commits a
   * joint configuration leaves it in the same step: what it had decides, and what comes after the
   * joint entry may be decided by the one that it has now. One that enters a joint configuration in
   * the same step may have committed before: the old voters are enough for what is below it,
   * because they are asked also by all who are elected with it.
   */
  private boolean mayCommit(MemberGhost member, GroupProbe probe, long index) {
    int partition = probe.partition();
    Configuration configuration = probe.configuration();
    Configuration before = member.configurationBefore;
    if (before.isJoint() && !configuration.isJoint() && index > member.configurationIndexBefore) {
      return Quorums.agree(configuration, holding(member, partition, index))
          && Quorums.agree(before, holding(member, partition, member.configurationIndexBefore));
    }
    IntPredicate holds = holding(member, partition, index);
    boolean enters = configuration.isJoint() && !configuration.equals(before);
    return Quorums.agree(before, holds)
        && (!configuration.isJoint()
            || enters && index < probe.configurationIndex()
            || Quorums.agree(configuration, holds));
  }

  private IntPredicate holding(MemberGhost leader, int partition, long index) {
    long term = leader.log.term(index);
    return voter -> oracles.surroundings().disk(voter).heldDurably(partition, index, term);
  }
}
