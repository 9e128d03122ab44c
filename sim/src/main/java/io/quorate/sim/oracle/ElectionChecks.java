package io.quorate.sim.oracle;

import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.RoleName;
import io.quorate.sim.device.DiskImage;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.World;
import io.quorate.spi.HardState;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** What may change a term, a vote and a role. */
final class ElectionChecks {
  private final Oracles oracles;
  private final World world;
  private final SimProcess process;

  ElectionChecks(Oracles oracles, SimProcess process) {
    this.oracles = oracles;
    this.world = oracles.world();
    this.process = process;
  }

  /** Terms grow (I14), and a vote goes to a candidate whose log is at least as long (I13). */
  void terms(
      MemberGhost member,
      GroupGhost group,
      GroupProbe probe,
      List<Input> inputs,
      long lastIndexBefore,
      long lastTermBefore) {
    HardState before = member.hardState;
    HardState after = probe.hardState();
    int partition = probe.partition();
    if (after.term() < member.hearsay.latestTerm()) {
      oracles.fail(
          "I14",
          partition,
          "node " + process.node() + " stays in term " + after.term()
              + ", although it has been told of term " + member.hearsay.latestTerm());
    }
    if (after.equals(before)) {
      return;
    }
    if (after.term() < before.term()) {
      oracles.fail(
          "I14",
          partition,
          "node " + process.node() + " went back from term " + before.term() + " to "
              + after.term());
    } else if (after.term() == before.term()
        && before.vote().isPresent()
        && !before.vote().equals(after.vote())) {
      oracles.fail(
          "I12",
          partition,
          "node " + process.node() + " changed its vote in term " + after.term() + " from "
              + before.vote() + " to " + after.vote());
    }
    member.hardState = after;
    boolean candidate = after.vote().equals(OptionalInt.of(process.node()));
    if (after.term() > before.term() && candidate) {
      campaigns(member, probe);
    } else if (after.term() > before.term() && !member.hearsay.brought(after.term())) {
      oracles.fail(
          "I14",
          partition,
          "node " + process.node() + " went from term " + before.term() + " to " + after.term()
              + ", which nobody has brought into force");
    }
    if (after.vote().isPresent() && !candidate) {
      votes(member, group, partition, inputs, lastIndexBefore, lastTermBefore);
    }
  }

  /**
   * Only hearing from the leader and voting put the next election off (paper, section 5.2): not
   * what others ask for, or who is not heard could keep all others from an election for ever. To be
   * asked before {@link #terms} and {@link #role}.
   */
  void patience(MemberGhost member, GroupProbe probe, List<Input> inputs, long now) {
    long before = member.deadline;
    member.deadline = probe.roleDeadline();
    boolean waits = member.role == RoleName.FOLLOWER
        && probe.role() == RoleName.FOLLOWER
        && member.hardState.equals(probe.hardState())
        && member.transfers.isEmpty()
        && before > now;
    if (waits
        && member.deadline > before
        && count(inputs, Message.AppendRequest.class) == 0
        && count(inputs, Message.ConfirmRequest.class) == 0
        && count(inputs, Message.SnapshotOffer.class) == 0
        && count(inputs, Message.VoteRequest.class) == 0) {
      oracles.fail(
          "L1",
          probe.partition(),
          "node " + process.node() + " puts its next election off by "
              + (member.deadline - before) / 1000 + " us, although it has heard from no leader");
    }
  }

  /**
   * Nobody begins a term before a quorum has said that it would vote so (dissertation, section
   * 9.6), unless the leader has told it to.
   */
  private void campaigns(MemberGhost member, GroupProbe probe) {
    long term = member.term();
    Hearsay hearsay = member.hearsay;
    IntPredicate would = voter -> voter == process.node() || hearsay.wouldVote(voter, term);
    // The configuration may have changed later in the step.
    boolean wanted = hearsay.toldToCampaignIn(term)
        || Quorums.agree(probe.configuration(), would)
        || Quorums.agree(member.configurationBefore, would);
    if (!wanted) {
      oracles.fail(
          "L2",
          probe.partition(),
          "node " + process.node() + " campaigns in term " + term
              + ", although no quorum has said that it would vote for it");
    }
  }

  private void votes(
      MemberGhost member,
      GroupGhost group,
      int partition,
      List<Input> inputs,
      long lastIndexBefore,
      long lastTermBefore) {
    long term = member.term();
    int candidate = member.hardState.vote().getAsInt();
    long[] claim = group.candidacies.get(GroupGhost.key(term, candidate));
    if (claim == null) {
      oracles.fail(
          "I13",
          partition,
          "node " + process.node() + " votes in term " + term + " for node " + candidate
              + ", which has not asked");
    } else if (behind(claim, lastTermBefore, lastIndexBefore)
        && behind(claim, member.log.lastTerm(), member.log.lastIndex())
        && count(inputs, Message.AppendRequest.class) < 2) {
      oracles.fail(
          "I13",
          partition,
          "node " + process.node() + ", whose log ends at "
              + lastIndexBefore + " in term " + lastTermBefore + ", votes for node " + candidate
              + ", whose log ends at " + claim[1] + " in term " + claim[0]);
    } else if (!member.hearsay.mayVote(candidate, term)) {
      oracles.fail(
          "I26",
          partition,
          "node " + process.node() + " votes for node " + candidate + " in term " + term
              + " while it hears from a leader");
    }
    oracles.surroundings().moment(TriggerPoint.VOTE_DECIDED, process.node(), partition);
  }

  private static boolean behind(long[] claim, long lastTerm, long lastIndex) {
    return claim[0] < lastTerm || claim[0] == lastTerm && claim[1] < lastIndex;
  }

  /** How many messages of a type came. */
  private static int count(List<Input> inputs, Class<? extends Message> type) {
    int count = 0;
    for (Input input : inputs) {
      if (input instanceof Input.Received received && type.isInstance(received.message())) {
        count++;
      }
    }
    return count;
  }

  /** One leader per term (I1), which has everything that was committed (I4). */
  void role(
      MemberGhost member,
      GroupGhost group,
      GroupProbe probe,
      RoleName roleBefore,
      long termBefore) {
    if (probe.role() == roleBefore && member.term() == termBefore) {
      return;
    }
    int partition = probe.partition();
    member.role = probe.role();
    world.record(Event.ROLE, process.node(), partition, member.term(), member.role.ordinal());
    if (member.role == RoleName.PRE_CANDIDATE || member.role == RoleName.CANDIDATE) {
      oracles.surroundings().moment(TriggerPoint.BECAME_CANDIDATE, process.node(), partition);
    }
    if (member.role != RoleName.LEADER) {
      return;
    }
    long life = GroupGhost.life(process.node(), process.boot());
    Long other = group.leaders.putIfAbsent(member.term(), life);
    if (other != null && other != life) {
      oracles.fail(
          "I1",
          partition,
          "node " + process.node() + " leads term " + member.term() + ", as node "
              + GroupGhost.nodeOf(other) + " did");
    }
    if (other == null) {
      oracles.elected(partition);
    }
    if (!Quorums.agree(
        probe.configuration(), voter -> votedFor(group, partition, member.term(), voter))) {
      oracles.fail(
          "I1",
          partition,
          "node " + process.node() + " leads term " + member.term()
              + ", for which no quorum has voted");
    }
    oracles.checkComplete(group, member, partition);
    oracles.surroundings().moment(TriggerPoint.BECAME_LEADER, process.node(), partition);
  }

  /** Whether a voter's vote of a term went to this node; its own may never have been sent. */
  private boolean votedFor(GroupGhost group, int partition, long term, int voter) {
    if (voter != process.node()) {
      Integer candidate = group.grants.get(GroupGhost.key(term, voter));
      return candidate != null && candidate == process.node();
    }
    DiskImage disk = oracles.surroundings().disk(voter).durable();
    HardState durable = disk.state(partition).hardState().orElse(HardState.INITIAL);
    return durable.equals(new HardState(term, OptionalInt.of(voter)));
  }
}
