package io.quorate.sim.oracle;

import io.quorate.LogEntry;
import io.quorate.engine.node.NodeObserver;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.sim.device.DiskImage;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Digest;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The checks of one process: every step of its groups, and every entry that it applies. */
public final class BootOracle implements NodeObserver {
  private final Oracles oracles;
  private final World world;
  private final SimProcess process;
  private final LongSupplier clock;
  private final BooleanSupplier storageFailed;
  private final BooleanSupplier knowsOfFailure;
  private final MemberGhost[] members;
  private final StepChecks checks;
  private final StepTrace trace;
  private boolean stopped;

  /**
   * Begins with a process.
   *
   * @param clock its monotonic clock
   * @param storageFailed whether its storage has failed
   * @param knowsOfFailure whether the process has had a turn since it heard of that
   */
  BootOracle(
      Oracles oracles,
      SimProcess process,
      LongSupplier clock,
      BooleanSupplier storageFailed,
      BooleanSupplier knowsOfFailure) {
    this.oracles = oracles;
    this.world = oracles.world();
    this.process = process;
    this.clock = clock;
    this.storageFailed = storageFailed;
    this.knowsOfFailure = knowsOfFailure;
    this.members = new MemberGhost[oracles.partitionCount()];
    this.trace = new StepTrace(world, process, oracles.partitionCount());
    this.checks = new StepChecks(oracles, process, trace);
  }

  SimProcess process() {
    return process;
  }

  /** Whether the node has stopped by itself. */
  public boolean stopped() {
    return stopped;
  }

  MemberGhost member(int partition) {
    return members[partition];
  }

  @Override
  public void stepped(GroupProbe group, List<Input> inputs, List<Effect> effects) {
    if (process.dead()) {
      return;
    }
    int partition = group.partition();
    if (partition >= members.length) {
      oracles.fail(
          "X3", partition, "node " + process.node() + " runs a partition that was never made");
      return;
    }
    MemberGhost member = members[partition];
    if (member == null) {
      oracles.begin(process.node());
      if (!oracles.isNamed(process.node())) {
        oracles.fail(
            "I39",
            partition,
            "node " + process.node() + " runs a group, and nobody has made it a member");
      }
      member = restored(partition);
      members[partition] = member;
    }
    if (world.tracesAll()) {
      trace.took(partition, inputs);
    }
    if (oracles.checksAll()) {
      step(member, group, inputs, effects);
    } else {
      stepUnjudged(member, group, inputs, effects);
    }
  }

  private void step(
      MemberGhost member, GroupProbe group, List<Input> inputs, List<Effect> effects) {
    checks.step(member, group, inputs, effects, knowsOfFailure.getAsBoolean(), clock.getAsLong());
  }

  /** Follows what happens, as far as that makes sense when what must not be goes on. */
  private void stepUnjudged(
      MemberGhost member, GroupProbe group, List<Input> inputs, List<Effect> effects) {
    try {
      step(member, group, inputs, effects);
    } catch (IndexOutOfBoundsException e) {
      // The picture of a log that is wrong by now, and nobody judges by it.
      return;
    }
  }

  /** As the process found the group on its disk. */
  private MemberGhost restored(int partition) {
    DiskImage image = oracles.surroundings().disk(process.node()).readable();
    HardState hardState = image.state(partition).hardState().orElse(HardState.INITIAL);
    long acted = oracles.group(partition).actedTerm[process.node()];
    if (hardState.term() < acted) {
      oracles.fail(
          "I14",
          partition,
          "node " + process.node() + " restarts in term " + hardState.term()
              + ", but has acted in term " + acted);
    }
    LogBoundary boundary = image.state(partition).boundary();
    GroupGhost group = oracles.group(partition);
    if (boundary.index() > group.committed()) {
      oracles.fail(
          "I28",
          partition,
          "node " + process.node() + " restarts with a log that begins behind entry "
              + boundary.index() + ", but no leader has committed beyond " + group.committed());
    }
    long known = Math.min(boundary.index(), group.committed());
    LogMirror log = new LogMirror(image, partition, group.commitHash(known));
    Map.Entry<Long, Configuration> first = group.configurationAt(known);
    for (long index = log.boundaryIndex() + 1; index <= log.lastIndex(); index++) {
      if (!oracles.group(partition).matches(index, log.term(index), log.hash(index))) {
        oracles.fail(
            "I3",
            partition,
            "node " + process.node() + " restarts with an entry at " + index + " of term "
                + log.term(index) + " as another node has, but the logs up to it differ");
        break;
      }
    }
    return new MemberGhost(
        process.node(),
        process.boot(),
        log,
        ConfigurationMirror.of(
            log,
            first == null ? 0 : first.getKey(),
            first == null ? oracles.formation() : first.getValue()),
        hardState,
        new Hearsay(oracles.limits().electionTimeoutNanos()));
  }

  @Override
  public void failed(String problem, Throwable cause) {
    if (process.dead() || oracles.surroundings().disk(process.node()).hasLostData()) {
      return;
    }
    stopped = true;
    if (oracles.left(process.node())) {
      world.count(Mark.REPLACED_STOPPED);
      return;
    }
    if (!storageFailed.getAsBoolean()) {
      oracles.fail(
          "X6", -1, "node " + process.node() + " stopped by itself: " + problem + cause(cause));
    }
  }

  private static String cause(Throwable cause) {
    if (cause == null || cause.getStackTrace().length == 0) {
      return "";
    }
    return " (" + cause + " at " + cause.getStackTrace()[0] + ")";
  }

  @Override
  public void applied(int partition, long index, long term) {
    if (process.dead()) {
      return;
    }
    world.count(Mark.APPLIES);
    world.record(Event.APPLY, process.node(), partition, index, term);
    MemberGhost member = members[partition];
    GroupGhost group = oracles.group(partition);
    if (member == null || index != member.applied + 1) {
      oracles.fail(
          "I5",
          partition,
          "node " + process.node() + " applied " + index + " after "
              + (member == null ? "nothing" : member.applied));
      return;
    }
    member.applied = index;
    if (index > member.applicable) {
      oracles.fail(
          "I8",
          partition,
          "node " + process.node() + " applied " + index + ", but its core has released only up to "
              + member.applicable);
    } else if (index > group.committed() || group.entryTerm(index) != term) {
      oracles.fail(
          "I5",
          partition,
          "node " + process.node() + " applied the entry at " + index + " of term " + term
              + ", which is not what was committed");
    } else if (!oracles
        .surroundings()
        .disk(process.node())
        .durable()
        .holds(partition, index, term)) {
      oracles.fail(
          "I8",
          partition,
          "node " + process.node() + " applied " + index + ", which its disk does not hold");
    }
  }

  /**
   * The application is about to be given an entry.
   *
   * @param partition the partition
   * @param entry the entry
   * @param operation the client's operation in it
   * @param restored whether it is told that the entry was there when the node started
   */
  public void applying(int partition, LogEntry entry, long operation, boolean restored) {
    if (process.dead()) {
      return;
    }
    MemberGhost member = members[partition];
    if (member == null || !follows(member, entry) || entry.index() != member.applied + 1) {
      oracles.failVisibly(
          "I5",
          partition,
          "node " + process.node() + " gives its application entry " + entry.index() + " after "
              + (member == null ? "nothing" : member.applied));
      return;
    }
    if (restored && entry.index() > member.restoredTo) {
      oracles.failVisibly(
          "I5",
          partition,
          "node " + process.node() + " gives its application entry " + entry.index()
              + " as one that was there at the start, when there was none, or another");
    }
    long digest = Digest.combine(Digest.of(entry.data()), entry.timestamp().packedTime());
    digest = Digest.combine(digest, Digest.combine(entry.term(), entry.type().length()));
    GroupGhost group = oracles.group(partition);
    GroupGhost.Given known = group.given(entry.index(), entry.position());
    if (known == null) {
      group.give(entry.index(), entry.position(), digest, operation);
    } else if (known.digest != digest) {
      oracles.failVisibly(
          "I5",
          partition,
          "node " + process.node() + " gives its application another entry at "
              + entry.index() + " than a node before it: operation " + operation + ", not "
              + known.operation);
    }
  }

  /** The next one: what is delivered at one index comes in the order of its positions. */
  private static boolean follows(MemberGhost member, LogEntry entry) {
    return entry.position() == 0
        ? entry.index() > member.shown
        : entry.index() == member.shown && entry.position() == member.shownPosition + 1;
  }

  /**
   * The application has answered. Every replica must answer the same (I5).
   *
   * @param partition the partition
   * @param entry the entry
   * @param operation the client's operation in it
   * @param response what the state machine returned; null for nothing
   */
  public void responded(int partition, LogEntry entry, long operation, Object response) {
    if (process.dead()) {
      return;
    }
    MemberGhost member = members[partition];
    if (member != null) {
      member.shown = entry.index();
      member.shownPosition = entry.position();
    }
    Object first =
        oracles.group(partition).given(entry.index(), entry.position()).responded(response);
    if (!Objects.deepEquals(first, response)) {
      oracles.failVisibly(
          "I5",
          partition,
          "the state machine is not deterministic, or was given something else: node "
              + process.node() + " answers operation " + operation + " at index " + entry.index()
              + " with " + response + ", where a node before it answered " + first);
    }
  }

  @Override
  public void readByLease(int partition) {
    if (process.dead()) {
      return;
    }
    world.count(Mark.READS_BY_LEASE);
    world.record(Event.LEASE_READ, process.node(), partition, 0, 0);
    checks.readByLease(members[partition], partition);
  }

  /** Whether a group here would serve a reader by its lease now. */
  boolean hasLease(int partition) {
    return members[partition] != null && members[partition].hasLease(clock.getAsLong());
  }

  // ---- snapshots

  /**
   * The application has been frozen, behind the entry that is being applied. Equal logs make equal
   * states (I29).
   *
   * @param partition the partition
   * @param digest of what it would write
   */
  public void froze(int partition, long digest) {
    MemberGhost member = members[partition];
    if (process.dead() || member == null) {
      return;
    }
    long index = member.applied + 1;
    world.count(Mark.CHECKPOINTS);
    if (oracles.group(partition).froze(index, digest) != digest) {
      oracles.failVisibly(
          "I29",
          partition,
          "the state of node " + process.node() + " behind entry " + index
              + " is another than that of a node before it");
    }
  }

  /**
   * The application is about to be given a state in the place of its own (I27).
   *
   * @param partition the partition
   * @param index the last entry whose effect is said to be in it
   * @param digest of what it is given
   */
  public void restoring(int partition, long index, long digest) {
    if (process.dead()) {
      return;
    }
    Long known = oracles.group(partition).frozenAt(index);
    if (known == null || known != digest) {
      oracles.failVisibly(
          "I27",
          partition,
          "node " + process.node() + " is given a state as that of entry " + index + ", which is "
              + (known == null ? "none that anybody froze" : "another"));
    }
  }

  @Override
  public void restored(int partition, long index, long term) {
    if (process.dead()) {
      return;
    }
    MemberGhost member = members[partition];
    GroupGhost group = oracles.group(partition);
    boolean first = member.applied == member.beganAt && member.shown == 0;
    if (index <= member.applied && !first || index < member.applied) {
      oracles.fail(
          "I27",
          partition,
          "node " + process.node() + " goes back from entry " + member.applied
              + " to a snapshot of entry " + index);
    } else if (index > group.committed() || group.entryTerm(index) != term) {
      oracles.fail(
          "I27",
          partition,
          "node " + process.node() + " takes a snapshot of entry " + index + " of term " + term
              + ", which is not what was committed");
    }
    if (oracles.surroundings().disk(process.node()).durable().state(partition).lastIndex()
        < index) {
      oracles.fail(
          "I8",
          partition,
          "node " + process.node() + " gives its application the state of entry " + index
              + ", but its log ends before that on its disk");
    }
    world.count(first ? Mark.SNAPSHOTS_RESTORED : Mark.SNAPSHOTS_INSTALLED);
    world.record(Event.RESTORED, process.node(), partition, index, term);
    member.applied = index;
    member.shown = index;
    member.shownPosition = 0;
    oracles.surroundings().moment(TriggerPoint.SNAPSHOT_INSTALLED, process.node(), partition);
  }

  @Override
  public void snapshotStored(int partition, long index) {
    if (!process.dead()) {
      world.count(Mark.SNAPSHOTS_STORED);
      world.record(Event.STORED, process.node(), partition, index, 0);
      oracles.surroundings().moment(TriggerPoint.SNAPSHOT_STORED, process.node(), partition);
    }
  }

  /**
   * The application has kept its state itself.
   *
   * @param partition the partition
   * @param index the last entry whose effect is in it
   */
  public void kept(int partition, long index) {
    oracles.group(partition).kept(process.node(), index);
  }

  /**
   * Somebody holds the log.
   *
   * @param partition the partition
   * @param firstIndex from here on
   */
  public void held(int partition, long firstIndex) {
    if (members[partition] != null) {
      members[partition].holds.merge(firstIndex, 1, Integer::sum);
    }
  }

  /**
   * Somebody lets the log go.
   *
   * @param partition the partition
   * @param firstIndex which was held from here on
   */
  public void letGo(int partition, long firstIndex) {
    if (members[partition] != null) {
      // What was held before the member's first step is not known here.
      members[partition].holds.computeIfPresent(firstIndex, (i, n) -> n == 1 ? null : n - 1);
    }
  }
}
