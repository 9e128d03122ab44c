package io.quorate.engine.raft;

import io.quorate.spi.EntryRecord;
import io.quorate.spi.LogBoundary;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Leads (paper, section 5.3): appends, replicates, commits. Gives up when no quorum has answered
 * for an election timeout (check-quorum; dissertation, section 6.2), and when its own disk hangs.
 */
final class Leader extends Role {
  private final TreeMap<Integer, Progress> followers = new TreeMap<>();
  private final ReadRounds reads;
  private final long electedAt;
  private OptionalInt transferTarget = OptionalInt.empty();
  private boolean timeoutNowSent;
  private boolean leaseGivenUp;
  private long transferDeadline;
  private Object changeToken;

  Leader(RaftGroup group) {
    super(group);
    this.reads = new ReadRounds(group);
    this.electedAt = group.now();
  }

  /** Begins the term with an entry of its own (paper, section 8), and tells everybody. */
  void start() {
    followConfiguration();
    group.log().append(group.coder().encodeNoOp(group.log().lastIndex() + 1, group.term()));
  }

  @Override
  RoleName name() {
    return RoleName.LEADER;
  }

  @Override
  OptionalInt leader() {
    return OptionalInt.of(group.nodeId());
  }

  @Override
  boolean leaderAlive() {
    return true;
  }

  @Override
  void heardLeader(int from) {
    throw new RaftInvariantViolation("one leader per term, but both this node and node " + from
        + " lead term " + group.term() + " of partition " + group.partition());
  }

  Object changeToken() {
    return changeToken;
  }

  Progress progress(int follower) {
    return followers.get(follower);
  }

  // ---- time

  @Override
  long deadline() {
    long deadline = Math.min(quorumDeadline(), stallDeadline());
    if (transferTarget.isPresent()) {
      deadline = Math.min(deadline, transferDeadline);
    }
    if (reads.waits() && committedInOwnTerm()) {
      deadline = Math.min(deadline, reads.deadline());
    }
    for (Progress follower : followers.values()) {
      deadline = Math.min(deadline, heartbeatDeadline(follower));
    }
    return deadline;
  }

  @Override
  void timeout() {
    long now = group.now();
    if (now >= quorumDeadline() || now >= stallDeadline()) {
      group.becomeFollower(OptionalInt.empty());
      return;
    }
    if (transferTarget.isPresent() && now >= transferDeadline) {
      transferTarget = OptionalInt.empty();
    }
  }

  /** When a follower must be sent something: a sign of life, or, sooner, the news of a commit. */
  private long heartbeatDeadline(Progress follower) {
    boolean news = follower.sentCommit() < group.commitIndex();
    return follower.sentAt()
        + (news ? group.settings().commitNoticeNanos() : group.settings().heartbeatNanos());
  }

  /**
   * When this leader must have heard from a quorum again. What counts is when the question was
   * sent.
   */
  private long quorumDeadline() {
    return after(
        heardByQuorum(Progress::confirmedAt, electedAt), group.settings().electionTimeoutNanos());
  }

  /** A time that a quorum has reached; {@code Long.MAX_VALUE} if this leader is one alone. */
  private long heardByQuorum(ToLongFunction<Progress> time, long unknown) {
    return group.configuration().quorumValue(voter -> {
      if (voter == group.nodeId()) {
        return Long.MAX_VALUE; // it votes for nobody while it leads
      }
      Progress follower = followers.get(voter);
      return follower == null ? unknown : time.applyAsLong(follower);
    });
  }

  private static long after(long heard, long nanos) {
    return heard == Long.MAX_VALUE ? Long.MAX_VALUE : heard + nanos;
  }

  /**
   * Until when nobody else can be elected; see {@link Leases}. Only what was really answered
   * counts, not that a member is given the time to do so. Who has not committed an entry of its own
   * term does not know what to serve; whoever was told to campaign may be elected at any time, also
   * long after the transfer was given up.
   */
  OptionalLong leaseEnd() {
    GroupSettings settings = group.settings();
    if (!settings.leases().used()
        || leaseGivenUp
        || group.clockDoubted()
        || !committedInOwnTerm()
        || !group.configuration().isVoter(group.nodeId())) {
      return OptionalLong.empty();
    }
    long heard = heardByQuorum(Progress::acknowledgedAt, Long.MIN_VALUE);
    return heard == Long.MIN_VALUE
        ? OptionalLong.empty()
        : OptionalLong.of(after(heard, settings.leaseNanos()));
  }

  private boolean holdsLease() {
    OptionalLong end = leaseEnd();
    return end.isPresent() && group.now() < end.getAsLong();
  }

  /** When this leader's oldest write must have completed. */
  private long stallDeadline() {
    OptionalLong oldest = group.persistence().oldestWriteAt();
    return oldest.isPresent()
        ? oldest.getAsLong() + group.settings().storageStallNanos()
        : Long.MAX_VALUE;
  }

  // ---- replication

  @Override
  void propose(List<Draft> drafts) {
    if (transferTarget.isPresent()) {
      group.emit(new Effect.Refused(drafts, true, leader()));
      return;
    }
    GroupLog log = group.log();
    long first = log.lastIndex() + 1;
    long index = first;
    for (Draft draft : drafts) {
      log.append(group.coder().encode(index++, group.term(), draft));
    }
    group.emit(new Effect.Appended(drafts, first, group.term()));
  }

  @Override
  void appendAccepted(int from, Message.AppendAccepted response) {
    Progress follower = followers.get(from);
    if (follower == null) {
      return;
    }
    RaftInvariantViolation.check(
        response.matchIndex() <= group.log().lastIndex(),
        "a follower matches what the leader has",
        response);
    follower.confirmed(response.sentAt());
    if (follower.accepted(response.matchIndex())) {
      commit();
      if (transferTarget.isPresent() && transferTarget.getAsInt() == from) {
        continueTransfer();
      }
    }
  }

  @Override
  void appendRefused(int from, Message.AppendRefused response) {
    Progress follower = followers.get(from);
    // What is refused for its term was asked in an earlier one, perhaps by an earlier process with
    // another clock: it confirms nothing.
    if (follower == null || response.refusal() == Message.Refusal.STALE_TERM) {
      return;
    }
    follower.confirmed(response.sentAt());
    if (follower.isNews(response.prevIndex())) {
      // Skip in one round all of this log's terms that the follower cannot have (paper, section
      // 5.3, last paragraphs).
      long highest = Math.min(response.hintIndex(), response.prevIndex() - 1);
      // Below the boundary nothing can be looked for any more: a snapshot is needed.
      follower.probeAfter(
          highest < group.log().boundary().index()
              ? highest
              : group.log().lastWithTermAtMost(highest, response.hintTerm()));
    }
  }

  @Override
  void entriesRead(Input.EntriesRead input) {
    Progress follower = followers.get(input.peer());
    if (follower == null || !follower.readEnded(input.from(), group.now())) {
      return;
    }
    if (!needsSnapshot(follower) && isInLog(input.entries())) {
      replicate(input.peer(), follower, input.entries());
    } else {
      follower.readAgainAt(group.now() + group.settings().heartbeatNanos());
    }
  }

  /** Not so if it was read before a truncation, for an earlier leadership. */
  private boolean isInLog(List<EntryRecord> entries) {
    GroupLog log = group.log();
    return !entries.isEmpty() && entries.stream().allMatch(e -> log.holds(e.index(), e.term()));
  }

  /**
   * The time of the step is after the arrival of the question, so a lease that holds then says that
   * all that was committed anywhere before the question was asked is committed here.
   */
  @Override
  void readIndexRequest(int from, long id) {
    if (from != group.nodeId() && holdsLease()) {
      group.sendAfterHardState(
          from, new Message.ReadIndexResponse(group.term(), id, group.commitIndex(), null));
    } else {
      reads.add(from, id);
    }
  }

  @Override
  void confirmResponse(int from, Message.ConfirmResponse response) {
    if (response.confirmed()) {
      reads.confirmed(from, response.round());
      OptionalLong sentAt = reads.startOf(response.round());
      Progress follower = followers.get(from);
      if (follower != null && sentAt.isPresent()) {
        follower.acknowledged(sentAt.getAsLong());
      }
    }
  }

  @Override
  void endStep() {
    if (reads.waits() && committedInOwnTerm()) {
      reads.proceed();
    }
    for (Map.Entry<Integer, Progress> e : followers.entrySet()) {
      int peer = e.getKey();
      Progress follower = e.getValue();
      sendEntries(peer, follower);
      if (group.now() >= heartbeatDeadline(follower)) {
        send(peer, follower, List.of());
      }
    }
  }

  private void sendEntries(int peer, Progress follower) {
    GroupLog log = group.log();
    while (!needsSnapshot(follower)
        && follower.nextIndex() <= log.lastIndex()
        && follower.mayReplicate(group.now())) {
      long from = follower.nextIndex();
      List<EntryRecord> entries =
          log.cached(from, log.lastIndex(), group.settings().appendMaxBytes());
      if (entries == null) {
        follower.reading();
        group.emit(new Effect.ReadEntries(peer, from, group.settings().appendMaxBytes()));
        return;
      }
      replicate(peer, follower, entries);
    }
  }

  /** The log does not hold the entry any more that the next one should follow. */
  private boolean needsSnapshot(Progress follower) {
    return follower.nextIndex() <= group.log().boundary().index();
  }

  private void replicate(int peer, Progress follower, List<EntryRecord> entries) {
    send(peer, follower, entries);
    long bytes = 0;
    for (EntryRecord entry : entries) {
      bytes += entry.bytes().length;
    }
    follower.replicated(entries.get(entries.size() - 1).index(), bytes);
  }

  /**
   * The one kind of message that may leave before what it speaks of is durable here (dissertation,
   * section 10.2.2).
   */
  private void send(int peer, Progress follower, List<EntryRecord> entries) {
    group.emit(
        new Effect.Send(peer, needsSnapshot(follower) ? offer() : request(follower, entries)));
    follower.sent(group.now(), group.commitIndex());
  }

  private Message request(Progress follower, List<EntryRecord> entries) {
    long prevIndex = follower.nextIndex() - 1;
    return new Message.AppendRequest(
        group.term(),
        prevIndex,
        group.log().term(prevIndex),
        group.commitIndex(),
        group.now(),
        entries);
  }

  private Message offer() {
    LogBoundary boundary = group.log().boundary();
    return new Message.SnapshotOffer(group.term(), boundary.index(), boundary.term(), group.now());
  }

  // ---- commitment

  @Override
  void durableAdvanced() {
    commit();
  }

  /**
   * Only entries of the present term commit by counting, and this node counts with what is on its
   * disk.
   */
  private void commit() {
    long index = group.configuration().quorumValue(this::matchIndex);
    if (index > group.commitIndex() && group.log().term(index) == group.term()) {
      group.advanceCommit(index);
      configurationCommitted();
    }
  }

  long matchIndex(int voter) {
    if (voter == group.nodeId()) {
      return group.persistence().durableIndex();
    }
    Progress follower = followers.get(voter);
    return follower == null ? 0 : follower.matchIndex();
  }

  private boolean committedInOwnTerm() {
    return group.log().holds(group.commitIndex(), group.term());
  }

  // ---- configuration (paper, section 6)

  @Override
  void changeConfiguration(Input.ChangeConfiguration input) {
    Configuration current = group.configuration();
    SortedSet<Integer> voters = input.voters();
    if (voters.isEmpty() || !Collections.disjoint(voters, input.learners())) {
      group.emit(new Effect.Answered(input.token(), Effect.Answer.INVALID));
    } else if (changeToken != null
        || current.isJoint()
        || group.log().configurationIndex() > group.commitIndex()) {
      group.emit(new Effect.Answered(input.token(), Effect.Answer.BUSY));
    } else if (!committedInOwnTerm()) {
      group.emit(new Effect.Answered(input.token(), Effect.Answer.NOT_READY));
    } else {
      changeToken = input.token();
      boolean sameVoters = voters.equals(current.voters());
      append(new Configuration(
          voters, sameVoters ? current.outgoing() : current.voters(), input.learners()));
    }
  }

  /** A configuration is in force as soon as it is in the log. */
  private void append(Configuration configuration) {
    group
        .log()
        .append(group.coder().encode(group.log().lastIndex() + 1, group.term(), configuration));
    followConfiguration();
  }

  private void followConfiguration() {
    SortedSet<Integer> members = group.configuration().members();
    for (Iterator<Integer> known = followers.keySet().iterator(); known.hasNext(); ) {
      if (!members.contains(known.next())) {
        known.remove();
      }
    }
    for (int member : members) {
      if (member != group.nodeId() && !followers.containsKey(member)) {
        followers.put(
            member, new Progress(group.settings(), group.log().lastIndex() + 1, group.now()));
      }
    }
  }

  /**
   * A committed joint configuration is left, also by a leader that did not enter it; a leader that
   * is out resigns.
   */
  private void configurationCommitted() {
    Configuration current = group.configuration();
    if (group.log().configurationIndex() > group.commitIndex()) {
      return;
    }
    if (current.isJoint()) {
      append(current.left());
      return;
    }
    if (changeToken != null) {
      group.emit(new Effect.Answered(changeToken, Effect.Answer.DONE));
      changeToken = null;
    }
    if (!current.isVoter(group.nodeId())) {
      // The others learn of the commit from the leader that they are about to lose.
      followers.forEach((peer, follower) -> send(peer, follower, List.of()));
      group.becomeFollower(OptionalInt.empty());
    }
  }

  // ---- giving leadership up

  @Override
  void transfer(Input.TransferLeadership input) {
    if (input.target() == group.nodeId() || !group.configuration().isVoter(input.target())) {
      group.emit(new Effect.Answered(input.token(), Effect.Answer.NOT_A_VOTER));
    } else if (transferTarget.isPresent()) {
      group.emit(new Effect.Answered(input.token(), Effect.Answer.BUSY));
    } else {
      transferTarget = OptionalInt.of(input.target());
      timeoutNowSent = false;
      transferDeadline = group.now() + group.settings().electionTimeoutNanos();
      group.transferStarted(input, transferDeadline);
      continueTransfer();
    }
  }

  /** Once the target has everything it is told to campaign (dissertation, section 3.10). */
  private void continueTransfer() {
    int target = transferTarget.getAsInt();
    if (!timeoutNowSent && matchIndex(target) == group.log().lastIndex()) {
      timeoutNowSent = true;
      leaseGivenUp = true;
      group.sendAfterHardState(target, new Message.TimeoutNow(group.term()));
    }
  }

  @Override
  void stepDown(Input.StepDown input) {
    group.becomeFollower(OptionalInt.empty(), 2 * group.settings().electionTimeoutNanos());
    group.emit(new Effect.Answered(input.token(), Effect.Answer.DONE));
  }

  @Override
  void end() {
    reads.end();
    if (changeToken != null) {
      group.emit(new Effect.Answered(changeToken, Effect.Answer.TIMED_OUT));
    }
  }
}
