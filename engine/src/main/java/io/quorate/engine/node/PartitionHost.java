package io.quorate.engine.node;

import io.quorate.FrozenState;
import io.quorate.HybridTimestamp;
import io.quorate.Leader;
import io.quorate.PartitionLoad;
import io.quorate.PartitionStatus;
import io.quorate.ReadStatus;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.RetentionHold;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupSettings;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.RaftGroup;
import io.quorate.engine.raft.RestoredGroup;
import io.quorate.engine.raft.RoleName;
import io.quorate.engine.snapshot.SnapshotHeader;
import io.quorate.engine.storage.SnapshotStore.SnapshotId;
import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One partition on its event loop: feeds its group, carries out the group's effects, and keeps
 * those who wait for something.
 */
final class PartitionHost extends LoopMember implements Effect.Visitor {
  private final NodeContext context;
  private final PartitionLoop loop;
  private final int partition;
  private final RaftGroup group;
  private final Applier applier;
  private final Proposals proposals;
  private final LeaderWaiters waiters;
  private final Reads reads;
  private final ReadLease lease;
  private final Admission.Gate readGate = new Admission.Gate();
  private final PartitionSnapshots snapshots;
  private final Outcomes outcomes;
  private final OwnProposals own;
  private final PartitionMeter meter;

  private final Admission.Gate gate = new Admission.Gate();
  private final Consumer<PartitionHost> onLeaderNews;
  private final Readiness readiness;
  private final GroupMembers members;

  private List<Input> inputs = new ArrayList<>();
  private List<Draft> drafts = new ArrayList<>();

  /** What the present step takes; still there at the end of the node if the step was cut off. */
  private List<Input> inStep = List.of();

  private boolean restored;
  private boolean systemKnows;
  private long leaderSince;

  private volatile View view;

  /** What anybody may ask without going through the loop. */
  private record View(RoleName role, long term, OptionalInt leader) {}

  PartitionHost(
      NodeContext context,
      PartitionLoop loop,
      int partition,
      NodeRestore.Group stored,
      Consumer<PartitionHost> onLeaderNews,
      Runnable onSettled) {
    RestoredGroup restored = stored.group();
    Optional<SnapshotId> found = stored.snapshot().map(NodeRestore.Found::id);
    this.context = context;
    this.loop = loop;
    this.partition = partition;
    this.meter = new PartitionMeter(partition, context.environment.nanoTime());
    this.leaderSince = context.environment.nanoTime();
    this.onLeaderNews = onLeaderNews;
    this.members = new GroupMembers(context, this, onSettled);
    NodeSettings s = context.settings;
    this.group = new RaftGroup(
        new GroupSettings(
            partition,
            s.nodeId(),
            s.heartbeatNanos(),
            s.electionTimeoutNanos(),
            s.priority(),
            s.appendMaxBytes(),
            s.windowMessages(),
            s.windowBytes(),
            s.tailCacheBytes(),
            s.leases()),
        restored,
        new EntryCodec(partition, context.clock::now),
        context.environment.random("election/" + partition),
        context.environment.nanoTime());
    this.snapshots = new PartitionSnapshots(context, this, restored.boundary(), stored.snapshot());
    this.own = new OwnProposals(context, this, found.map(SnapshotId::index).orElse(0L));
    this.readiness = new Readiness(context);
    this.applier = new Applier(this, context, restored, found);
    stored
        .snapshot()
        .ifPresent(one -> inputs.add(new Input.InstallSnapshot(one.header().core())));
    this.outcomes = new Outcomes(context, this);
    this.proposals = new Proposals(outcomes::release);
    this.waiters = new LeaderWaiters(context);
    this.lease = new ReadLease(context.environment, context.clocks);
    this.reads = new Reads(context, partition, lease, applier::isIncomplete);
    this.view = new View(group.role(), group.hardState().term(), OptionalInt.empty());
  }

  int partition() {
    return partition;
  }

  RaftGroup group() {
    return group;
  }

  PartitionLoop loop() {
    return loop;
  }

  Proposals proposals() {
    return proposals;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Admission.Gate gate() {
    return gate;
  }

  /** Completes when a leader is known and what was committed then has been applied here. */
  CompletableFuture<Void> ready() {
    return readiness.future();
  }

  // ---- from any thread

  boolean isLeader() {
    return view.role() == RoleName.LEADER;
  }

  Optional<Leader> leader() {
    View now = view;
    return context.leader(now.leader(), now.term());
  }

  Admission.Gate readGate() {
    return readGate;
  }

  void readEnded() {
    readGate.release(1, 0);
  }

  /** On the apply lane, immediately before a query. */
  void readsByLease() {
    context.counters.increment(Counter.READS_BY_LEASE);
    context.observer.readByLease(partition);
  }

  /** Any thread: whether this partition can have snapshots here. */
  boolean snapshotsEnabled() {
    return snapshots.enabled();
  }

  /** Any thread: see {@link RetentionHolds}. */
  RetentionHold hold(long fromIndex) {
    return snapshots.hold(fromIndex);
  }

  /** Any thread: see {@link GroupMembers#settled}. */
  Optional<Configuration> settled() {
    return members.settled();
  }

  PartitionMeter meter() {
    return meter;
  }

  PartitionLoad load() {
    return context.isRunning()
        ? meter.load(gate.entries(), gate.bytes(), context.environment.nanoTime())
        : PartitionLoad.none(partition);
  }

  // ---- on the loop

  PartitionSnapshots snapshots() {
    return snapshots;
  }

  void read(ReadCall<?> call) {
    if (context.isRunning()) {
      reads.add(call, context.environment.nanoTime());
      loop.touch(this);
    } else {
      ReadStatus status = context.isClosed() ? ReadStatus.CLOSED : ReadStatus.NODE_FAILED;
      context.answers.execute(() -> call.refuse(status));
    }
  }

  void input(Input input) {
    inputs.add(input);
    loop.touch(this);
  }

  void propose(ProposalCall call) {
    if (!context.isRunning()) {
      outcomes.notTaken(call.drafts());
      return;
    }
    drafts.addAll(call.drafts());
    loop.touch(this);
  }

  void persisted(long sequence) {
    snapshots.persisted(sequence);
    input(new Input.Persisted(sequence));
  }

  void awaitLeader(CompletableFuture<Optional<Leader>> future, long stableNanos, long deadline) {
    waiters.add(future, stableNanos, deadline);
    if (context.isRunning()) {
      loop.touch(this);
    } else {
      waiters.end();
    }
  }

  long appliedIndex() {
    return applier.appliedIndex();
  }

  /** Whether this node leads, and has applied all that was committed before its term. */
  boolean hasAppliedOwnTerm() {
    long term = group.hardState().term();
    return isLeader() && group.termAt(applier.appliedIndex()).orElse(0) == term;
  }

  @Override
  void step(long now) {
    if (isLeader()) {
      drafts.addAll(own.expired(group.hardState().term(), now));
    }
    if (!drafts.isEmpty()) {
      inputs.add(new Input.Propose(drafts));
      drafts = new ArrayList<>();
    }
    boolean leases = context.settings.leases().used();
    if (leases && isLeader()) {
      readByLease(now);
    }
    reads.question(now).ifPresent(inputs::add);
    if (isLeader()) {
      members.next(group, now).ifPresent(inputs::add);
    }
    inStep = inputs;
    inputs = new ArrayList<>();
    List<Effect> effects = group.step(inStep, now);
    if (leases) {
      lease.lasts(group.leaseEnd());
    }
    context.observer.stepped(group, inStep, effects);
    for (int i = 0; i < effects.size(); i++) {
      effects.get(i).accept(this);
    }
    inStep = List.of();
    // Before callers hear of what is applied next: they find it committed here.
    meter.stepped(group, applier.appliedIndex(), applier.problem().isPresent(), waitingSince());
    applier.proceed(now);
    if (snapshots.enabled()) {
      snapshots.step(now);
      if (isLeader()) {
        own.checkpointIfDue(applier.appliedIndex(), applier.appliedBytes(), now);
      }
    }
    reads.serve(applier.appliedIndex());
    members.stepped(group);
    tellSystem();
    expire(now);
    if (!waiters.isEmpty()) {
      waiters.check(leader(), leaderSince, now);
    }
    readiness.check(group, applier.appliedIndex());
  }

  /** The leader of partition 0 acts by what that says once it knows all of it. */
  private void tellSystem() {
    boolean knows = partition == 0 && hasAppliedOwnTerm();
    if (knows != systemKnows) {
      systemKnows = knows;
      onLeaderNews.accept(this);
    }
  }

  /** When the oldest proposal that may still wait to be applied became an entry. */
  private long waitingSince() {
    List<PendingProposal> applying = applier.beingApplied();
    return applying.isEmpty() ? proposals.waitingSince() : applying.get(0).appendedAt();
  }

  /**
   * Nobody else has committed anything as long as the lease holds, and this leader commits in its
   * own steps only: what is committed here is all that is committed anywhere.
   */
  private void readByLease(long now) {
    if (lease.holds()) {
      reads.knownByLease(group.commitIndex(), now);
    } else if (context.clocks.doubtedUntil() > now) {
      inputs.add(0, new Input.DoubtClock(context.clocks.doubtedUntil()));
    }
  }

  @Override
  long nextDeadline() {
    long next = Math.min(group.nextDeadline(), applier.retryAt());
    next = Math.min(next, proposals.nextExpiry());
    next = Math.min(next, reads.nextExpiry());
    next = Math.min(next, snapshots.nextDeadline());
    if (isLeader()) {
      next = Math.min(next, own.nextDeadline());
      next = Math.min(next, members.nextDeadline());
    }
    return waiters.isEmpty() ? next : Math.min(next, waiters.nextDeadline(leader(), leaderSince));
  }

  /** A batch has been applied, or a part of it. */
  void ticketsChanged(SortedMap<HybridTimestamp, Long> opened, List<HybridTimestamp> decided) {
    own.ticketsChanged(opened, decided);
  }

  /** A snapshot has been restored. */
  void restored(SortedMap<HybridTimestamp, Long> open) {
    restored = true;
    own.restored(open);
  }

  /** Whether the application has the state that it was to begin with. */
  boolean isRestored() {
    return restored;
  }

  int openTickets() {
    return applier.openTickets();
  }

  // ---- checkpoints and snapshots

  void frozen(SnapshotHeader header, FrozenState state) {
    own.checkpointed(header.index(), applier.appliedBytes());
    snapshots.frozen(header, state);
  }

  void freezeFailed(long index, Throwable error) {
    own.checkpointed(index, applier.appliedBytes());
    snapshots.freezeFailed("partition " + partition + " has no checkpoint at index " + index
        + ", because the application could not be frozen: " + error);
  }

  /** Up to where the application keeps entries itself; empty if it does not. */
  OptionalLong applicationDurable() {
    return applier.applicationDurable();
  }

  /** A snapshot is to take the place of what is applied. */
  void restore(SnapshotId id) {
    if (id.index() > applier.appliedIndex()) {
      outcomes.unresolved(proposals.takeUpTo(id.index()));
      applier.restore(id);
    }
  }

  /** The core has no use for a snapshot that was there at the start: its log begins behind it. */
  void beginWith(SnapshotId id) {
    applier.beginWith(id);
  }

  /** Ends the calls whose time is over; whether their entries commit is open. */
  private void expire(long now) {
    if (now >= proposals.nextExpiry()) {
      outcomes.unknown(proposals.expired(now, applier.beingApplied()));
    }
    reads.expire(now);
  }

  @Override
  void end(boolean closed) {
    outcomes.notTaken(drafts);
    drafts = new ArrayList<>();
    outcomes.stopped(inStep, inputs);
    group.openRequests().forEach(token -> outcomes.answer(token, Effect.Answer.TIMED_OUT));
    List<PendingProposal> unresolved = new ArrayList<>(applier.beingApplied());
    unresolved.addAll(proposals.drain());
    outcomes.unknown(unresolved);
    reads.end(closed ? ReadStatus.CLOSED : ReadStatus.NODE_FAILED);
    waiters.end();
  }

  /** On the apply lane of partition 0. */
  void systemEntry(EntryRecord entry) {
    loop.execute(() -> loop.systemHost().applied(entry.index(), EntryRecords.data(entry)));
  }

  // ---- effects

  @Override
  public void send(Effect.Send effect) {
    loop.outbox().add(effect.to(), partition, effect.message());
  }

  @Override
  public void persist(Effect.Persist effect) {
    effect.write().truncateAfter().ifPresent(index -> {
      applier.truncated(index);
      proposals.truncated(index);
    });
    effect.write().boundary().ifPresent(boundary -> snapshots.boundaryWritten(effect.sequence()));
    advanceClock(effect.write().entries());
    loop.persist(this, effect);
  }

  /**
   * Later readings of this node's clock are later than what its log holds: also when its wall clock
   * has gone back, and every stamp lies far ahead.
   */
  private void advanceClock(List<EntryRecord> entries) {
    if (!entries.isEmpty()) {
      context.stamps.inForce(EntryRecords.timestamp(entries.get(entries.size() - 1)));
    }
  }

  @Override
  public void applicable(Effect.Applicable effect) {
    applier.applicable(effect.index());
  }

  @Override
  public void readEntries(Effect.ReadEntries effect) {
    LogReads.forFollower(context, this, effect);
  }

  @Override
  public void appended(Effect.Appended effect) {
    long now = context.environment.nanoTime();
    meter.proposed(effect.drafts().size(), now);
    proposals.appended(effect.drafts(), effect.firstIndex(), effect.term(), now);
  }

  @Override
  public void refused(Effect.Refused effect) {
    ReplicationStatus status =
        effect.transferring() ? ReplicationStatus.TRANSFERRING : ReplicationStatus.NOT_LEADER;
    own.refused(effect.drafts());
    outcomes.refuse(
        effect.drafts(),
        new ReplicationResult.NotCommitted(
            status, context.leader(effect.leader(), group.hardState().term())));
  }

  @Override
  public void answered(Effect.Answered effect) {
    outcomes.answer(effect.token(), effect.answer());
  }

  @Override
  public void readIndexKnown(Effect.ReadIndexKnown effect) {
    if (reads.answered(effect.index())) {
      loop.touch(this);
    }
  }

  @Override
  public void snapshotNeeded(Effect.SnapshotNeeded effect) {
    snapshots.needed(effect.leader(), effect.index());
  }

  @Override
  public void installed(Effect.Installed effect) {
    snapshots.installed(effect.boundary());
  }

  @Override
  public void snapshotIgnored(Effect.SnapshotIgnored effect) {
    snapshots.ignored(effect.boundary().index());
  }

  @Override
  public void leadershipChanged(Effect.LeadershipChanged effect) {
    View before = view;
    view = new View(effect.role(), effect.term(), effect.leader());
    boolean sameLeader = before.leader().equals(effect.leader()) && before.term() == effect.term();
    if (!sameLeader) {
      readiness.leaderChanged();
      members.leaderChanged();
      leaderSince = context.environment.nanoTime();
      Optional<Leader> leader = leader();
      context.tell(partition, () -> context.application.leaderChanged(partition, leader));
    }
    onLeaderNews.accept(this);
  }

  /** Why nothing is applied, if so; not having come back for longer than a limit counts. */
  Optional<String> standstill(long now, long limitNanos) {
    return applier.standstill(now, limitNanos);
  }

  PartitionStatus status() {
    return PartitionReport.of(group, leader(), applier, snapshots, context.environment.nanoTime());
  }
}
