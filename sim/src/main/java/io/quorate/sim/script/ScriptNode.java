package io.quorate.sim.script;

import io.quorate.HybridTimestamp;
import io.quorate.LogEntry;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.RaftGroup;
import io.quorate.engine.raft.RaftInvariantViolation;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.raft.Snapshot;
import io.quorate.sim.device.DiskImage;
import io.quorate.sim.device.SimDisk;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.oracle.BootOracle;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import io.quorate.spi.PartitionState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** One node of a script: the core, its disk, its clock, and what its application was given. */
final class ScriptNode implements Effect.Visitor {
  static final int PARTITION = 1;

  /** When writes become durable. */
  enum DiskMode {
    /** At once. */
    AUTO,
    /** When the script says so. */
    MANUAL,
    /** Not before the mode changes. */
    STALLED
  }

  /** A write that the core has not heard to be durable. */
  private static final class Write {
    final long sequence;
    boolean durable;

    Write(long sequence) {
      this.sequence = sequence;
    }
  }

  private final ScriptCluster cluster;
  private final int id;
  private final SimDisk disk;
  private final Deque<Write> writes = new ArrayDeque<>();
  private final Deque<Input.EntriesRead> reads = new ArrayDeque<>();
  private final List<Input> inbox = new ArrayList<>();
  private final List<String> applied = new ArrayList<>();
  private final Answers answers = new Answers();
  private DiskMode mode = DiskMode.MANUAL;
  private boolean manualReads;
  private boolean paused;
  private int boot;
  private SimProcess process;
  private BootOracle oracle;
  private RaftGroup group;
  private Effect.LeadershipChanged announced;
  private long ahead;
  private final ScriptSnapshots snapshots;
  private Snapshot installing;
  private long appliedIndex;

  ScriptNode(ScriptCluster cluster, int id) {
    this.cluster = cluster;
    this.id = id;
    this.disk = new SimDisk(cluster.world(), id);
    this.snapshots = new ScriptSnapshots(disk, PARTITION, cluster.formed());
  }

  int id() {
    return id;
  }

  SimDisk disk() {
    return disk;
  }

  Answers answers() {
    return answers;
  }

  List<String> applied() {
    return applied;
  }

  boolean isUp() {
    return group != null;
  }

  /** The running core. */
  RaftGroup group() {
    if (group == null) {
      throw new ScriptException("node " + id + " is down; \"restart " + id + "\" starts it");
    }
    return group;
  }

  long now() {
    return cluster.world().now() + ahead;
  }

  /** How far this node's clock is ahead of the script's. */
  long ahead() {
    return ahead;
  }

  void runAhead(long nanos) {
    ahead += nanos;
  }

  private void event(String event, String detail) {
    cluster.trace().event(cluster.world().now(), id, event, detail);
  }

  // ---- the process

  /** Puts on the disk, durably, what the node is to find there. */
  void prepare(HardState hardState, List<EntryRecord> entries) {
    write(new PartitionWrite(
        false, Optional.of(hardState), OptionalLong.empty(), Optional.empty(), entries));
    disk.sync(1);
  }

  void start() {
    if (group != null) {
      throw new ScriptException("node " + id + " is running");
    }
    process = new SimProcess(cluster.world(), id, ++boot);
    oracle = cluster.oracles().boot(process, this::now);
    disk.open();
    PartitionState state = disk.readable().state(PARTITION);
    TreeMap<Long, Long> terms = new TreeMap<>();
    TreeMap<Long, Configuration> configurations = new TreeMap<>();
    Optional<Snapshot> snapshot = snapshots.begin();
    configurations.put(
        snapshot.map(Snapshot::configurationIndex).orElse(0L),
        snapshot.map(Snapshot::configuration).orElse(cluster.formed()));
    long term = 0;
    for (long index = state.boundary().index() + 1; index <= state.lastIndex(); index++) {
      EntryRecord entry = disk.readable().entry(PARTITION, index);
      if (entry.term() > term) {
        term = entry.term();
        terms.put(index, term);
      }
      if (EntryRecords.kind(entry) == EntryKind.CONFIGURATION
          && index > configurations.firstKey()) {
        configurations.put(index, EntryRecords.configuration(entry));
      }
    }
    HardState hardState = state.hardState().orElse(HardState.INITIAL);
    group = new RaftGroup(
        cluster.settings().of(id),
        new RestoredGroup(hardState, state.boundary(), state.lastIndex(), terms, configurations),
        new EntryCodec(PARTITION, () -> HybridTimestamp.ZERO),
        bound -> cluster.settings().draw(id, bound),
        now());
    announced = leadership();
    applied.clear();
    appliedIndex = 0;
    event(
        "start",
        "term " + hardState.term() + ", vote " + StateText.node(hardState.vote()) + ", log "
            + EntryText.terms(StateText.terms(disk.readable())));
    if (snapshot.isPresent()) {
      appliedIndex = snapshot.get().boundary().index();
      step(new Input.InstallSnapshot(snapshot.get()));
      oracle.restored(PARTITION, appliedIndex, snapshot.get().boundary().term());
    }
  }

  // ---- snapshots

  /** Keeps what has been applied, durably. */
  void takeSnapshot() {
    event("snapshot", "taken up to " + snapshots.take().boundary().index());
  }

  Snapshot newestSnapshot() {
    return snapshots
        .newest()
        .orElseThrow(() -> new ScriptException(
            "node " + id + " has no snapshot: \"snapshot " + id + "\" takes one"));
  }

  /** Has the core remove the log up to an entry. */
  void compact(long index) {
    long term = group()
        .termAt(index)
        .orElseThrow(() -> new ScriptException("node " + id + " does not hold entry " + index));
    step(new Input.Compact(new LogBoundary(index, term)));
  }

  /** A snapshot from another node is on the disk. */
  void install(Snapshot snapshot) {
    group();
    installing = snapshots.keep(snapshot);
    step(new Input.InstallSnapshot(snapshot));
  }

  /**
   * The process ends.
   *
   * @param kept how many of the oldest un-synced writes survive
   */
  void crash(String event, int kept) {
    group();
    process.kill();
    group = null;
    int unsynced = (int) writes.stream().filter(w -> !w.durable).count();
    int lost = kept >= unsynced ? 0 : disk.losePower(kept);
    writes.clear();
    reads.clear();
    inbox.clear();
    paused = false;
    answers.forget();
    event(
        event,
        unsynced == 0
            ? "nothing was un-synced"
            : "un-synced writes lost: " + lost + " of " + unsynced);
  }

  /** The process stands still: what comes in waits. */
  void pause() {
    if (group() == null || paused) {
      throw new ScriptException("node " + id + " is paused; \"resume " + id + "\" lets it go on");
    }
    paused = true;
  }

  /** The process goes on: it takes all that waits in one step, and sees what time it is. */
  void resume() {
    if (!paused) {
      throw new ScriptException("node " + id + " is not paused");
    }
    paused = false;
    event("resume", inbox.size() + " inputs in one step");
    Input[] all = inbox.toArray(new Input[0]);
    inbox.clear();
    step(all);
  }

  boolean isPaused() {
    return paused;
  }

  // ---- steps

  /** The core takes its inputs, or sees that time has passed; while it is paused they wait. */
  void step(Input... inputs) {
    stepOnce(inputs);
    settleDisk();
  }

  /** What the disk does of its own accord, and what follows from it. */
  private void settleDisk() {
    while (!paused
        && (mode == DiskMode.AUTO && !writes.isEmpty() || !manualReads && !reads.isEmpty())) {
      if (mode == DiskMode.AUTO && !writes.isEmpty()) {
        complete(1, true);
      } else {
        read();
      }
    }
  }

  private void stepOnce(Input... inputs) {
    if (paused) {
      inbox.addAll(Arrays.asList(inputs));
      return;
    }
    StateText before = StateText.of(group());
    List<Input> list = List.of(inputs);
    List<Effect> effects;
    try {
      effects = new ArrayList<>(group.step(list, now()));
    } catch (RaftInvariantViolation e) {
      throw new ScriptException(
          "node " + id + " found itself wrong and stopped: " + e.getMessage());
    } catch (RuntimeException e) {
      throw new ScriptException("node " + id + " threw " + e + " at " + e.getStackTrace()[0]);
    }
    oracle.stepped(group, list, effects);
    for (Effect effect : effects) {
      if (effect instanceof Effect.LeadershipChanged changed) {
        announced = changed;
      }
    }
    if (!announced.equals(leadership())) {
      throw new ScriptException(
          "node " + id + " last announced " + announced + ", but it is " + leadership());
    }
    String changes = StateText.of(group).changesSince(before);
    if (!changes.isEmpty()) {
      event("state", changes);
    }
    for (Effect effect : effects) {
      effect.accept(this);
    }
    cluster.checkInvariants();
  }

  @Override
  public void send(Effect.Send effect) {
    event("send", id + ">" + effect.to() + " " + MessageText.of(effect.message()));
    cluster.mail().send(id, effect.to(), effect.message());
  }

  @Override
  public void persist(Effect.Persist effect) {
    String text = "w" + effect.sequence() + ": " + StateText.write(effect.write());
    event("write", text + (mode == DiskMode.AUTO ? " (synced)" : ""));
    write(effect.write());
    writes.add(new Write(effect.sequence()));
  }

  private void write(PartitionWrite write) {
    try {
      disk.write(WalBatch.of(PARTITION, write));
    } catch (WalException e) {
      throw new ScriptException("node " + id + " writes what no log can take: " + e.getMessage());
    }
  }

  @Override
  public void applicable(Effect.Applicable effect) {
    for (long index = appliedIndex + 1; index <= effect.index(); index++) {
      EntryRecord entry = disk.readable().entry(PARTITION, index);
      if (entry == null) {
        throw new ScriptException(
            "node " + id + " is to apply entry " + index + ", which it has not");
      }
      event("apply", EntryText.of(entry));
      if (EntryRecords.kind(entry) == EntryKind.COMMAND) {
        LogEntry log = EntryRecords.toLogEntry(entry);
        oracle.applying(PARTITION, log, index, false);
        oracle.responded(PARTITION, log, index, null);
        applied.add(EntryText.content(entry));
      }
      oracle.applied(PARTITION, index, entry.term());
      snapshots.applied(entry);
      cluster.proposals().applied(entry);
    }
    appliedIndex = effect.index();
  }

  @Override
  public void readEntries(Effect.ReadEntries effect) {
    reads.add(new Input.EntriesRead(effect.peer(), effect.from(), entriesFor(effect)));
    if (manualReads) {
      event("read", "wants entries from " + effect.from() + " for node " + effect.peer());
    }
  }

  /** What is there at the moment of the question; the answer may come when it is out of date. */
  private List<EntryRecord> entriesFor(Effect.ReadEntries read) {
    DiskImage image = disk.readable();
    List<EntryRecord> entries = new ArrayList<>();
    long bytes = 0;
    for (long index = read.from(); image.entry(PARTITION, index) != null; index++) {
      EntryRecord entry = image.entry(PARTITION, index);
      bytes += entry.bytes().length;
      if (bytes > read.maxBytes() && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    return Collections.unmodifiableList(entries);
  }

  @Override
  public void appended(Effect.Appended effect) {
    cluster.proposals().appended(effect);
  }

  @Override
  public void refused(Effect.Refused effect) {
    String why = effect.transferring() ? "hands over" : "does not lead";
    event(
        "answer",
        "propose " + Words.list(effect.drafts()) + ": refused, " + why + "; leader "
            + StateText.node(effect.leader()));
    cluster.proposals().refused(effect);
  }

  @Override
  public void answered(Effect.Answered effect) {
    String answer = Answers.text(effect.answer());
    event("answer", effect.token() + ": " + answer);
    answers.add(effect.token().toString(), answer);
  }

  @Override
  public void readIndexKnown(Effect.ReadIndexKnown effect) {
    event("answer", effect.token() + ": " + effect.index());
    answers.add(effect.token().toString(), String.valueOf(effect.index()));
  }

  @Override
  public void snapshotNeeded(Effect.SnapshotNeeded effect) {
    event("snapshot", "needs one from node " + effect.leader() + " up to " + effect.index());
  }

  @Override
  public void installed(Effect.Installed effect) {
    event("snapshot", "goes on behind " + effect.boundary().index());
    if (effect.boundary().index() > appliedIndex) {
      appliedIndex = effect.boundary().index();
      snapshots.restored(installing);
      oracle.restored(PARTITION, appliedIndex, effect.boundary().term());
    }
  }

  @Override
  public void snapshotIgnored(Effect.SnapshotIgnored effect) {
    event("snapshot", "has no use for that up to " + effect.boundary().index());
  }

  @Override
  public void leadershipChanged(Effect.LeadershipChanged effect) {
    // Looked at for all steps, with and without it.
  }

  private Effect.LeadershipChanged leadership() {
    return new Effect.LeadershipChanged(group.role(), group.hardState().term(), group.leader());
  }

  // ---- the disk

  void disk(DiskMode newMode) {
    mode = newMode;
    if (isUp()) {
      settleDisk();
    }
  }

  /** Makes the oldest writes durable; the core hears of it unless it is done silently. */
  void sync(int count, boolean silently) {
    group();
    if (mode == DiskMode.STALLED) {
      throw new ScriptException(
          "node " + id + "'s disk is stalled: \"disk " + id + " manual\" ends that");
    }
    if (count > writes.size()) {
      throw new ScriptException(
          "node " + id + " has " + writes.size() + " writes under way, not " + count);
    }
    if (silently) {
      int rest = count;
      for (Write write : writes) {
        if (rest-- > 0 && !write.durable) {
          makeDurable(write);
          event("durable", "w" + write.sequence + ", unheard");
        }
      }
    } else {
      complete(count, false);
      settleDisk();
    }
  }

  private void complete(int count, boolean quietly) {
    for (int i = 0; i < count; i++) {
      Write write = writes.removeFirst();
      makeDurable(write);
      if (!quietly) {
        event("durable", "w" + write.sequence);
      }
      stepOnce(new Input.Persisted(write.sequence));
    }
  }

  private void makeDurable(Write write) {
    if (!write.durable) {
      disk.sync(1);
      write.durable = true;
    }
  }

  int writesUnderWay() {
    return writes.size();
  }

  void reads(boolean manual) {
    manualReads = manual;
    if (isUp()) {
      settleDisk();
    }
  }

  int readsUnderWay() {
    return reads.size();
  }

  /** Answers the oldest read. */
  void read() {
    group();
    if (reads.isEmpty()) {
      throw new ScriptException("node " + id + " wants to read nothing");
    }
    Input.EntriesRead read = reads.removeFirst();
    event(
        "read",
        read.entries().size() + " entries from " + read.from() + " for node " + read.peer());
    stepOnce(read);
  }
}
