package io.quorate.sim.oracle;

import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.RoleName;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import java.util.List;
import java.util.Map;

/**
 * One change of the members at a time (I23), each such that quorums overlap (I24), and none before
 * the leader has committed an entry of its own term (Ongaro, <em>bug in single-server membership
 * changes</em>, 2015).
 */
final class ConfigurationChecks {
  private final Oracles oracles;
  private final World world;
  private final SimProcess process;

  ConfigurationChecks(Oracles oracles, SimProcess process) {
    this.oracles = oracles;
    this.world = oracles.world();
    this.process = process;
  }

  void check(MemberGhost member, GroupProbe probe, GroupGhost group, List<Effect> effects) {
    member.configurationBefore = member.configurations.last();
    member.configurationIndexBefore = member.configurations.lastIndex();
    for (Effect effect : effects) {
      if (!(effect instanceof Effect.Persist persist)) {
        continue;
      }
      persist.write().truncateAfter().ifPresent(member.configurations::truncateAfter);
      if (member.replacedBy != null) {
        Map.Entry<Long, Configuration> at = group.configurationAt(member.replacedBy.index());
        member.configurations.replace(
            at == null ? 0 : at.getKey(), at == null ? oracles.formation() : at.getValue());
      }
      for (EntryRecord entry : persist.write().entries()) {
        if (EntryRecords.kind(entry) == EntryKind.CONFIGURATION) {
          appended(member, probe, group, entry);
        }
      }
    }
    Configuration last = member.configurations.last();
    boolean changed =
        probe.configuration() != member.configurationSeen || last != member.configurationBefore;
    member.configurationSeen = probe.configuration();
    if (changed && !probe.configuration().equals(last)) {
      oracles.fail(
          "I24",
          probe.partition(),
          "node " + process.node() + " goes by configuration " + probe.configuration()
              + ", but the last one in its log is " + last);
    }
    if (probe.role() == RoleName.LEADER
        && probe.configurationIndex() <= probe.commitIndex()
        && !last.isJoint()
        && !last.voters().contains(process.node())) {
      oracles.fail(
          "I26",
          probe.partition(),
          "node " + process.node() + " leads term " + probe.hardState().term()
              + ", although it has committed " + last + ", by which it is no voter");
    }
  }

  private void appended(MemberGhost member, GroupProbe probe, GroupGhost group, EntryRecord entry) {
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
}
