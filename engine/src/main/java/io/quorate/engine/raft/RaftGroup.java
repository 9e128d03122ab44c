package io.quorate.engine.raft;

import static io.quorate.engine.raft.RaftInvariantViolation.check;

import io.quorate.engine.environment.Environment.RandomSource;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One member of one consensus group: a pure state machine. Inputs and the time go in, effects come
 * out; see the package for the sources of the algorithm, {@link Role} for the roles,
 * {@link Persistence} for what waits for the disk, {@link GroupLog} for the log.
 *
 * <p>Not thread-safe: a group belongs to one event loop.
 */
public final class RaftGroup implements GroupProbe {
  private final GroupSettings settings;
  private final EntryCoder coder;
  private final RandomSource random;
  private final Persistence persistence;
  private final GroupLog log;
  private final Dispatcher dispatcher = new Dispatcher(this);
  private final OpenReads openReads;
  private final List<Effect> effects = new ArrayList<>();

  private Role role;
  private long now;
  private long commitIndex;
  private long applicableIndex;
  private long heardCommitIndex;

  /** Before this time nobody wins an election with this member's vote, if leases are kept. */
  private long votesHeldUntil = Long.MIN_VALUE;

  /** Before this time the clock by which a lease is measured is not trusted. */
  private long clockDoubtedUntil = Long.MIN_VALUE;

  private Effect.LeadershipChanged announced;
  private PendingTransfer transfer;

  /** A snapshot behind which the log goes on, but not durably yet. */
  private LogBoundary installing;

  private record PendingTransfer(Input.TransferLeadership input, long term, long deadline) {}

  /**
   * Restores a member.
   *
   * @param settings what it needs to know
   * @param restored what storage remembers; all of it durable
   * @param coder makes and looks into records
   * @param random for election timeouts
   * @param now the monotonic time
   */
  public RaftGroup(
      GroupSettings settings,
      RestoredGroup restored,
      EntryCoder coder,
      RandomSource random,
      long now) {
    this.settings = settings;
    this.coder = coder;
    this.random = random;
    this.openReads = new OpenReads(this, random);
    this.now = now;
    this.persistence = new Persistence(restored.hardState(), restored.lastIndex());
    this.log = new GroupLog(restored, settings.tailCacheBytes(), coder, persistence);
    this.commitIndex = restored.boundary().index();
    this.applicableIndex = commitIndex;
    this.role = new Follower(this, OptionalInt.empty(), 0);
    if (restored.hardState().term() > 0) {
      holdVotes(); // whom the process before this one has heard, and when, nobody knows any more
    }
    this.announced = new Effect.LeadershipChanged(role.name(), term(), role.leader());
  }

  /**
   * Takes a step.
   *
   * @param inputs what has happened, in order; may be empty, when only time has passed
   * @param nowNanos the monotonic time; not before that of the last step
   * @return what is to be done, in order; valid until the next step
   * @throws RaftInvariantViolation if something has happened that Raft rules out
   */
  public List<Effect> step(List<Input> inputs, long nowNanos) {
    check(nowNanos >= now, "monotonic time does not go back, from", now, nowNanos);
    now = nowNanos;
    effects.clear();
    if (now >= role.deadline()) {
      role.timeout();
    }
    for (Input input : inputs) {
      input.accept(dispatcher);
    }
    openReads.ask();
    role.endStep();
    persistence.flush(log.lastIndex(), now).ifPresent(effects::add);
    release();
    makeApplicable();
    announce();
    endTransfer();
    log.evict(persistence.durableIndex());
    return effects;
  }

  @Override
  public long roleDeadline() {
    return role.deadline();
  }

  @Override
  public long electionDeadline() {
    return role.electionDeadline();
  }

  @Override
  public long nextDeadline() {
    long deadline = Math.min(role.deadline(), openReads.deadline());
    return transfer == null ? deadline : Math.min(deadline, transfer.deadline());
  }

  /**
   * Entries that are still in memory.
   *
   * @param from the first index wanted
   * @param to the last index wanted
   * @param maxBytes the limit, of which the first entry is exempt
   * @return contiguous from {@code from}, or null if that entry has to be read from storage
   */
  public List<EntryRecord> cached(long from, long to, long maxBytes) {
    return log.cached(from, to, maxBytes);
  }

  /**
   * The tokens of administrative requests that have not been answered, for a group that is given
   * up.
   *
   * @return may be empty
   */
  public List<Object> openRequests() {
    List<Object> open = new ArrayList<>();
    if (transfer != null) {
      open.add(transfer.input().token());
    }
    if (role instanceof Leader leader && leader.changeToken() != null) {
      open.add(leader.changeToken());
    }
    return open;
  }

  /**
   * The greatest commit index that this member has heard of; its own log may end before that.
   *
   * @return at least the commit index
   */
  public long heardCommitIndex() {
    return Math.max(heardCommitIndex, commitIndex);
  }

  // ---- what the roles see

  GroupSettings settings() {
    return settings;
  }

  EntryCoder coder() {
    return coder;
  }

  GroupLog log() {
    return log;
  }

  Persistence persistence() {
    return persistence;
  }

  OpenReads openReads() {
    return openReads;
  }

  Role currentRole() {
    return role;
  }

  long now() {
    return now;
  }

  long term() {
    return persistence.term();
  }

  void emit(Effect effect) {
    effects.add(effect);
  }

  void sendAfterHardState(int to, Message message) {
    persistence.sendAfterHardState(to, message);
  }

  /** Drawn anew for every wait, so that two members do not go on colliding (paper, section 5.2). */
  long drawElectionDeadline() {
    long timeout = settings.electionTimeoutNanos();
    long handicap = timeout / 100 * (100 - settings.priority());
    return now + timeout + handicap + random.nextLong(timeout);
  }

  /**
   * A voter whose disk answers may campaign. So may one that the last configuration takes the vote
   * from, until it knows that to be committed: it may be the only one that has this configuration,
   * and the others cannot go on without it (dissertation, section 4.2.2). It does not count itself.
   */
  boolean mayCampaign() {
    OptionalLong oldest = persistence.oldestWriteAt();
    boolean diskHangs =
        oldest.isPresent() && now - oldest.getAsLong() >= settings.storageStallNanos();
    return log.isVoter(settings.nodeId(), commitIndex) && !diskHangs;
  }

  // ---- leases

  /** A leader of the present term is heard. */
  void heardLeader(int from) {
    role.heardLeader(from);
    holdVotes();
  }

  private void holdVotes() {
    if (settings.leases().kept()) {
      votesHeldUntil = now + settings.electionTimeoutNanos();
    }
  }

  /**
   * Whether the lease of a leader may rest on this voter, also of one whose term is over: that a
   * later term has begun does not mean yet that the leader has heard of it.
   */
  boolean votesHeld() {
    return now < votesHeldUntil;
  }

  void doubtClock(long until) {
    clockDoubtedUntil = Math.max(clockDoubtedUntil, until);
  }

  boolean clockDoubted() {
    return now < clockDoubtedUntil;
  }

  // ---- transitions

  void becomeFollower(OptionalInt leader) {
    becomeFollower(leader, 0);
  }

  void becomeFollower(OptionalInt leader, long delayNanos) {
    enter(new Follower(this, leader, delayNanos));
  }

  void becomePreCandidate() {
    PreCandidate next = new PreCandidate(this);
    enter(next);
    next.start();
  }

  void becomeCandidate(boolean onTransfer) {
    enterTerm(term() + 1, OptionalInt.of(settings.nodeId()));
    Candidate next = new Candidate(this, onTransfer);
    enter(next);
    next.ask();
  }

  void becomeLeader() {
    Leader next = new Leader(this);
    enter(next);
    next.start();
  }

  /** A message of a higher term: this term is over. */
  void adoptTerm(long term) {
    enterTerm(term, OptionalInt.empty());
    becomeFollower(OptionalInt.empty());
  }

  /**
   * What a candidate has not asked yet it does not ask any more: its log may be another one soon.
   */
  private void enter(Role next) {
    role.end();
    role = next;
    persistence.rewriteDeferred(message -> {
      boolean asksForVotes =
          message instanceof Message.VoteRequest || message instanceof Message.PreVoteRequest;
      return asksForVotes ? null : message;
    });
  }

  private void enterTerm(long term, OptionalInt vote) {
    persistence.enterTerm(term, vote);
    StaleAnswers stale = new StaleAnswers(term);
    persistence.rewriteDeferred(message -> message.accept(stale));
  }

  /** The one place where the commit index advances. */
  void advanceCommit(long index) {
    check(index >= commitIndex, "the commit index only grows, from", commitIndex, index);
    check(
        index <= log.lastIndex(),
        "what is committed is in the log, which ends at",
        log.lastIndex(),
        index);
    commitIndex = index;
  }

  void heardCommit(long index) {
    heardCommitIndex = Math.max(heardCommitIndex, index);
  }

  /**
   * Goes on behind a snapshot, all of whose entries are committed. A log that holds its last entry
   * stays as it is.
   */
  void install(Snapshot snapshot) {
    if (!log.holds(snapshot.boundary())) {
      if (role.name() != RoleName.FOLLOWER) {
        becomeFollower(OptionalInt.empty()); // what it asked votes for is not its log any more
      }
      log.replaceBy(snapshot, commitIndex);
    }
    advanceCommit(snapshot.boundary().index());
    installing = snapshot.boundary();
  }

  void transferStarted(Input.TransferLeadership input, long deadline) {
    if (transfer != null) {
      emit(new Effect.Answered(transfer.input().token(), Effect.Answer.TIMED_OUT));
    }
    transfer = new PendingTransfer(input, term(), deadline);
  }

  // ---- the end of a step

  /** Hands out what the disk has caught up with. A vote for oneself stays here. */
  private void release() {
    for (Effect.Send send : persistence.releasable()) {
      if (send.to() == settings.nodeId()) {
        dispatcher.received(new Input.Received(send.to(), send.message()));
        role.endStep();
        persistence.flush(log.lastIndex(), now).ifPresent(effects::add);
      } else {
        effects.add(send);
      }
    }
  }

  private void makeApplicable() {
    long index = Math.min(commitIndex, persistence.durableIndex());
    if (installing != null && index >= installing.index()) {
      applicableIndex = installing.index();
      effects.add(new Effect.Installed(installing));
      installing = null;
    }
    if (index > applicableIndex) {
      applicableIndex = index;
      effects.add(new Effect.Applicable(index));
    }
  }

  private void announce() {
    Effect.LeadershipChanged current =
        new Effect.LeadershipChanged(role.name(), term(), role.leader());
    if (!current.equals(announced)) {
      announced = current;
      effects.add(current);
    }
  }

  /**
   * A transfer ends when somebody leads a later term, or at its deadline; meanwhile this node may
   * have been deposed.
   */
  private void endTransfer() {
    if (transfer == null) {
      return;
    }
    boolean decided = term() > transfer.term() && role.leader().isPresent();
    if (decided || now >= transfer.deadline()) {
      boolean done = decided && role.leader().getAsInt() == transfer.input().target();
      effects.add(new Effect.Answered(
          transfer.input().token(), done ? Effect.Answer.DONE : Effect.Answer.TIMED_OUT));
      transfer = null;
    }
  }

  // ---- probe

  @Override
  public int partition() {
    return settings.partition();
  }

  @Override
  public int nodeId() {
    return settings.nodeId();
  }

  @Override
  public RoleName role() {
    return role.name();
  }

  @Override
  public HardState hardState() {
    return persistence.hardState();
  }

  @Override
  public HardState durableHardState() {
    return persistence.durableHardState();
  }

  @Override
  public OptionalInt leader() {
    return role.leader();
  }

  @Override
  public LogBoundary boundary() {
    return log.boundary();
  }

  @Override
  public long lastIndex() {
    return log.lastIndex();
  }

  @Override
  public long durableIndex() {
    return persistence.durableIndex();
  }

  @Override
  public long commitIndex() {
    return commitIndex;
  }

  @Override
  public long applicableIndex() {
    return applicableIndex;
  }

  @Override
  public OptionalLong termAt(long index) {
    return log.holds(index) ? OptionalLong.of(log.term(index)) : OptionalLong.empty();
  }

  @Override
  public Configuration configuration() {
    return log.configuration();
  }

  @Override
  public long configurationIndex() {
    return log.configurationIndex();
  }

  @Override
  public OptionalLong matchIndex(int member) {
    if (!(role instanceof Leader leader)) {
      return OptionalLong.empty();
    }
    return member == nodeId() || leader.progress(member) != null
        ? OptionalLong.of(leader.matchIndex(member))
        : OptionalLong.empty();
  }

  @Override
  public OptionalLong nextIndex(int member) {
    return role instanceof Leader leader && leader.progress(member) != null
        ? OptionalLong.of(leader.progress(member).nextIndex())
        : OptionalLong.empty();
  }

  @Override
  public OptionalLong confirmedAt(int member) {
    return role instanceof Leader leader && leader.progress(member) != null
        ? OptionalLong.of(leader.progress(member).confirmedAt())
        : OptionalLong.empty();
  }

  @Override
  public OptionalLong leaseEnd() {
    return role instanceof Leader leader ? leader.leaseEnd() : OptionalLong.empty();
  }

  @Override
  public OptionalInt inFlight(int member) {
    return role instanceof Leader leader && leader.progress(member) != null
        ? OptionalInt.of(leader.progress(member).inFlight())
        : OptionalInt.empty();
  }

  @Override
  public OptionalLong inFlightBytes(int member) {
    return role instanceof Leader leader && leader.progress(member) != null
        ? OptionalLong.of(leader.progress(member).inFlightBytes())
        : OptionalLong.empty();
  }
}
