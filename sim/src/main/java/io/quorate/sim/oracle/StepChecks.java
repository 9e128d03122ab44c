package io.quorate.sim.oracle;

import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
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

/** What must hold after each step of a group, given what was known of it before. */
final class StepChecks {
  private final Oracles oracles;
  private final World world;
  private final SimProcess process;
  private final SendChecks sends;
  private final CommitChecks commits;
  private final ConfigurationChecks configurations;
  private final ElectionChecks elections;
  private final LeaderChecks leaders;
  private final TransferChecks transfers;
  private final LeaseChecks leases;
  private final StepTrace trace;

  StepChecks(Oracles oracles, SimProcess process, StepTrace trace) {
    this.oracles = oracles;
    this.world = oracles.world();
    this.process = process;
    this.sends = new SendChecks(oracles, process);
    this.commits = new CommitChecks(oracles, process);
    this.configurations = new ConfigurationChecks(oracles, process);
    this.elections = new ElectionChecks(oracles, process);
    this.leaders = new LeaderChecks(oracles, process);
    this.transfers = new TransferChecks(oracles, process);
    this.leases = new LeaseChecks(oracles, process);
    this.trace = trace;
  }

  /** A read that rests on a lease runs. */
  void readByLease(MemberGhost member, int partition) {
    leases.reads(member, oracles.group(partition), partition);
  }

  void step(
      MemberGhost member,
      GroupProbe probe,
      List<Input> inputs,
      List<Effect> effects,
      boolean storageFailed,
      long now) {
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
    member.core = probe;
    member.hearsay.hear(inputs, termBefore, now);

    if (partition == 0) {
      systemProposals(member, inputs);
    }
    boolean cut = false;
    member.replacedBy = null;
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
    configurations.check(member, probe, group, effects);
    elections.patience(member, probe, inputs, now);
    elections.terms(member, group, probe, inputs, lastIndexBefore, lastTermBefore);
    elections.role(member, group, probe, roleBefore, termBefore);
    long commitBefore = member.commit;
    commits.check(member, group, probe, inputs, roleBefore, termBefore);
    durability(member, probe);
    transfers.check(member, group, probe, inputs, effects, termBefore);
    if (probe.role() == RoleName.LEADER) {
      long matchesBefore = member.matches;
      leaders.check(member, probe, inputs, effects, lastIndexBefore, now);
      leases.check(member, group, partition, now);
      if (stale && ledOn && member.matches != matchesBefore && !persisted(inputs)) {
        oracles.fail(
            "I15",
            partition,
            "node " + process.node() + " changed a match index for a message of an earlier term");
      }
    } else {
      member.leadership = null;
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
        member.restoredTo = Math.min(member.restoredTo, after);
      }
    }
    if (write.boundary().isPresent()) {
      boundary(member, group, partition, write.boundary().get());
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
      stamp(member, partition, entry);
      group.has(entry);
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

  /**
   * A log begins behind a committed entry, and behind nothing that no snapshot on the same disk
   * holds (I28).
   */
  private void boundary(MemberGhost member, GroupGhost group, int partition, LogBoundary next) {
    long snapshot = oracles.surroundings().disk(process.node()).snapshots().newestIndex(partition);
    if (next.index() > snapshot) {
      oracles.fail(
          "I28",
          partition,
          "node " + process.node() + " lets its log begin behind entry " + next.index()
              + ", but its newest snapshot holds the state of entry " + snapshot);
    }
    if (next.index() > group.committed() || group.entryTerm(next.index()) != next.term()) {
      oracles.fail(
          "I28",
          partition,
          "node " + process.node() + " lets its log begin behind entry " + next.index()
              + " of term " + next.term() + ", which is not what was committed");
      return;
    }
    if (member.log.holds(next)) {
      if (!member.holds.isEmpty() && next.index() >= member.holds.firstKey()) {
        oracles.fail(
            "I28",
            partition,
            "node " + process.node() + " lets its log begin behind entry " + next.index()
                + ", although it is held from " + member.holds.firstKey() + " on");
      }
      long kept = group.kept(process.node());
      if (kept >= 0 && next.index() > kept) {
        oracles.fail(
            "I28",
            partition,
            "node " + process.node() + " lets its log begin behind entry " + next.index()
                + ", but its application keeps itself only what is up to "
                + kept);
      }
      member.log.compact(next);
      world.count(Mark.COMPACTIONS);
      oracles.surroundings().moment(TriggerPoint.COMPACTED, process.node(), partition);
    } else {
      member.log.replace(next, group.commitHash(next.index()));
      member.replacedBy = next;
      world.count(Mark.LOGS_REPLACED);
    }
    member.durableChecked = Math.max(member.durableChecked, next.index());
  }

  /** The system does not ask again and again when it is refused (L6). */
  private void systemProposals(MemberGhost member, List<Input> inputs) {
    for (Input input : inputs) {
      if (input instanceof Input.Propose
          && member.systemProposals.happened(world.now(), 1_000_000_000L)) {
        oracles.fail(
            "L6", 0, "node " + process.node() + " asks partition 0 more than 20 times in a second");
      }
    }
  }

  /** Time stamps grow along a log (I32). */
  private void stamp(MemberGhost member, int partition, EntryRecord entry) {
    if (!oracles.stamped()) {
      return;
    }
    HybridTimestamp stamp = EntryRecords.timestamp(entry);
    oracles.stamped(stamp);
    long last = member.log.lastIndex();
    if (last <= member.log.boundaryIndex()) {
      return;
    }
    HybridTimestamp before = EntryRecords.timestamp(member.log.entry(last));
    if (stamp.compareTo(before) <= 0) {
      oracles.fail(
          "I32",
          partition,
          "node " + process.node() + " appends entry " + entry.index() + " of " + stamp
              + " after an entry of " + before);
    }
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
    if (boundary.index() > probe.commitIndex()) {
      oracles.fail(
          "I8",
          partition,
          "node " + process.node() + " starts its log after " + boundary.index()
              + ", beyond what it knows to be committed: " + probe.commitIndex());
    }
  }
}
