package io.quorate.sim.oracle;

import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.RoleName;
import io.quorate.sim.device.DiskImage;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionWrite;
import java.util.List;
import java.util.OptionalInt;

/** What must hold after each step of a group, given what was known of it before. */
final class StepChecks {
  private final Oracles oracles;
  private final World world;
  private final SimProcess process;
  private final SendChecks sends;
  private final CommitChecks commits;
  private final StepTrace trace;

  StepChecks(Oracles oracles, SimProcess process, StepTrace trace) {
    this.oracles = oracles;
    this.world = oracles.world();
    this.process = process;
    this.sends = new SendChecks(oracles, process);
    this.commits = new CommitChecks(oracles, process);
    this.trace = trace;
  }

  void step(
      MemberGhost member,
      GroupProbe probe,
      List<Input> inputs,
      List<Effect> effects,
      boolean storageFailed) {
    int partition = probe.partition();
    GroupGhost group = oracles.group(partition);
    long lastIndexBefore = member.log.lastIndex();
    long lastTermBefore = member.log.lastTerm();
    long termBefore = member.term();
    RoleName roleBefore = member.role;
    boolean ledOn = roleBefore == RoleName.LEADER
        && probe.role() == RoleName.LEADER
        && probe.hardState().term() == termBefore;
    boolean stale = onlyStale(inputs, termBefore);

    boolean cut = false;
    for (Effect effect : effects) {
      if (effect instanceof Effect.Persist persist) {
        cut |= follow(member, group, partition, persist.write(), ledOn);
      }
    }
    if (world.tracesAll()) {
      trace.became(probe);
    }
    if (member.log.lastIndex() != probe.lastIndex()) {
      oracles.fail(
          "I2",
          partition,
          "node " + process.node() + " says that its log ends at " + probe.lastIndex()
              + ", but what it wrote ends at " + member.log.lastIndex());
      return;
    }
    if (cut) {
      world.count(Mark.TRUNCATIONS);
    }
    member.configurationBefore = member.configurations.last();
    configurations(member, probe, group, effects);

    terms(member, group, probe, inputs, lastIndexBefore, lastTermBefore);
    role(member, group, probe, roleBefore, termBefore);
    long commitBefore = member.commit;
    commits.check(member, group, probe, inputs, roleBefore, termBefore);
    durability(member, probe);
    if (probe.role() == RoleName.LEADER) {
      long matches = commits.progress(member, probe, inputs);
      if (stale && ledOn && matches != member.matches && !persisted(inputs)) {
        oracles.fail(
            "I15",
            partition,
            "node " + process.node() + " changed a match index for a message of an earlier term");
      }
      member.matches = matches;
    }
    if (stale && !persisted(inputs) && (cut || member.commit != commitBefore)) {
      oracles.fail(
          "I15",
          partition,
          "node " + process.node()
              + " changed its log or its commit index for a message of an earlier term");
    }
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send send) {
        sends.check(member, group, probe, send, storageFailed);
      }
    }
    if (cut) {
      oracles.surroundings().moment(TriggerPoint.TRUNCATED, process.node(), partition);
    }
  }

  /**
   * One change of the members at a time (I23), each such that quorums overlap (I24), and none
   * before the leader has committed an entry of its own term (Ongaro, <em>bug in single-server
   * membership changes</em>, 2015).
   */
  private void configurations(
      MemberGhost member, GroupProbe probe, GroupGhost group, List<Effect> effects) {
    for (Effect effect : effects) {
      if (!(effect instanceof Effect.Persist persist)) {
        continue;
      }
      persist.write().truncateAfter().ifPresent(member.configurations::truncateAfter);
      for (EntryRecord entry : persist.write().entries()) {
        if (EntryRecords.kind(entry) == EntryKind.CONFIGURATION) {
          configuration(member, probe, group, entry);
        }
      }
    }
  }

  private void configuration(
      MemberGhost member, GroupProbe probe, GroupGhost group, EntryRecord entry) {
    int partition = probe.partition();
    Configuration next = EntryRecords.configuration(entry);
    long lastIndex = member.configurations.lastIndex();
    Configuration last = member.configurations.last();
    member.configurations.append(entry.index(), next);
    group.configured(entry.index(), next);
    if (!Quorums.mayFollow(last, next)) {
      oracles.fail(
          "I24",
          partition,
          "node " + process.node() + " appends configuration " + next + " after " + last
              + ", whose quorums need not overlap");
    }
    boolean own = probe.role() == RoleName.LEADER
        && entry.term() == probe.hardState().term()
        && group.leads(process.node(), process.boot(), entry.term());
    if (own && last.isJoint()) {
      world.count(Mark.JOINT_COMMITS);
    }
    if (own && lastIndex > probe.commitIndex()) {
      oracles.fail(
          "I23",
          partition,
          "node " + process.node() + " appends a configuration at " + entry.index()
              + ", although that at " + lastIndex + " is not committed");
    } else if (own && member.log.term(probe.commitIndex()) != entry.term()) {
      oracles.fail(
          "I23",
          partition,
          "node " + process.node() + " appends a configuration in term " + entry.term()
              + " before it has committed an entry of that term");
    }
    oracles.surroundings().moment(TriggerPoint.CONFIGURATION_APPENDED, process.node(), partition);
  }

  private static boolean onlyStale(List<Input> inputs, long term) {
    if (inputs.isEmpty()) {
      return false;
    }
    for (Input input : inputs) {
      if (input instanceof Input.Persisted) {
        continue;
      }
      if (!(input instanceof Input.Received received) || received.message().term() >= term) {
        return false;
      }
    }
    return true;
  }

  private static boolean persisted(List<Input> inputs) {
    for (Input input : inputs) {
      if (input instanceof Input.Persisted) {
        return true;
      }
    }
    return false;
  }

  /** Follows a write. Returns whether it removed entries. */
  private boolean follow(
      MemberGhost member, GroupGhost group, int partition, PartitionWrite write, boolean ledOn) {
    boolean cut = false;
    if (write.truncateAfter().isPresent()) {
      long after = write.truncateAfter().getAsLong();
      cut = after < member.log.lastIndex();
      if (cut) {
        world.record(Event.TRUNCATE, process.node(), partition, after, member.log.lastIndex());
        if (after < member.commit) {
          oracles.fail(
              "I6",
              partition,
              "node " + process.node() + " cut its log after " + after + ", although it knows that "
                  + member.commit + " is committed");
        } else if (ledOn) {
          oracles.fail(
              "I2",
              partition,
              "node " + process.node() + " cut its log after " + after + " while it leads term "
                  + member.term());
        }
        member.log.truncateAfter(after);
        member.durableChecked = Math.min(member.durableChecked, after);
        member.verified = Math.min(member.verified, after);
      }
    }
    for (EntryRecord entry : write.entries()) {
      if (entry.index() != member.log.lastIndex() + 1) {
        oracles.fail(
            "I3",
            partition,
            "node " + process.node() + " appends entry " + entry.index() + " to a log that ends at "
                + member.log.lastIndex());
        return cut;
      }
      member.log.append(entry);
      if (world.tracesAll()) {
        world.note(Event.APPEND, process.node(), partition, entry.index(), entry.term(), null);
      }
      if (!group.matches(entry.index(), entry.term(), member.log.hash(entry.index()))) {
        oracles.fail(
            "I3",
            partition,
            "node " + process.node() + " has an entry at " + entry.index()
                + " of term " + entry.term()
                + " as another node has, but the logs up to it differ");
      }
    }
    return cut;
  }

  /** Terms grow (I14), and a vote goes to a candidate whose log is at least as long (I13). */
  private void terms(
      MemberGhost member,
      GroupGhost group,
      GroupProbe probe,
      List<Input> inputs,
      long lastIndexBefore,
      long lastTermBefore) {
    HardState before = member.hardState;
    HardState after = probe.hardState();
    if (after.equals(before)) {
      return;
    }
    int partition = probe.partition();
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
    if (after.vote().isEmpty() || after.vote().getAsInt() == process.node()) {
      return;
    }
    int candidate = after.vote().getAsInt();
    long[] claim = group.candidacies.get(GroupGhost.key(after.term(), candidate));
    if (claim == null) {
      oracles.fail(
          "I13",
          partition,
          "node " + process.node() + " votes in term " + after.term() + " for node " + candidate
              + ", which has not asked");
    } else if (behind(claim, lastTermBefore, lastIndexBefore)
        && behind(claim, member.log.lastTerm(), member.log.lastIndex())
        && appends(inputs) < 2) {
      oracles.fail(
          "I13",
          partition,
          "node " + process.node() + ", whose log ends at "
              + lastIndexBefore + " in term " + lastTermBefore + ", votes for node " + candidate
              + ", whose log ends at " + claim[1] + " in term " + claim[0]);
    }
    oracles.surroundings().moment(TriggerPoint.VOTE_DECIDED, process.node(), partition);
  }

  private static boolean behind(long[] claim, long lastTerm, long lastIndex) {
    return claim[0] < lastTerm || claim[0] == lastTerm && claim[1] < lastIndex;
  }

  private static int appends(List<Input> inputs) {
    int count = 0;
    for (Input input : inputs) {
      if (input instanceof Input.Received received
          && received.message() instanceof Message.AppendRequest) {
        count++;
      }
    }
    return count;
  }

  /** One leader per term (I1), which has everything that was committed (I4). */
  private void role(
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
    if (member.role == RoleName.CANDIDATE) {
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

  /** What a member says of its disk is true of the disk (I8). */
  private void durability(MemberGhost member, GroupProbe probe) {
    int partition = probe.partition();
    DiskImage disk = oracles.surroundings().disk(process.node()).durable();
    long durable = probe.durableIndex();
    if (durable > member.log.lastIndex() || durable < probe.applicableIndex()) {
      oracles.fail(
          "I8",
          partition,
          "node " + process.node() + " counts " + durable
              + " as durable, with a log that ends at " + member.log.lastIndex()
              + " and entries released up to "
              + probe.applicableIndex());
      return;
    }
    for (long index = member.durableChecked + 1; index <= durable; index++) {
      if (!disk.holds(partition, index, member.log.term(index))) {
        oracles.fail(
            "I8",
            partition,
            "node " + process.node() + " counts " + durable
                + " as durable, but its disk does not hold entry " + index);
        return;
      }
    }
    member.durableChecked = Math.max(member.durableChecked, durable);
    long durableTerm = disk.state(partition).hardState().map(HardState::term).orElse(0L);
    if (probe.durableHardState().term() > durableTerm) {
      oracles.fail(
          "I12",
          partition,
          "node " + process.node() + " counts term " + probe.durableHardState().term()
              + " as durable, but its disk holds term " + durableTerm);
    }
    LogBoundary boundary = probe.boundary();
    if (boundary.index() > probe.applicableIndex()) {
      oracles.fail(
          "I8",
          partition,
          "node " + process.node() + " starts its log after " + boundary.index()
              + ", beyond what was released: " + probe.applicableIndex());
    }
  }
}
