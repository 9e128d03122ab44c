package io.quorate.engine.node;

import io.quorate.Leader;
import io.quorate.Proposal;
import io.quorate.RaftStatus;
import io.quorate.ReplacementResult;
import io.quorate.ReplacementResult.Status;
import io.quorate.engine.codec.MalformedRecordException;
import io.quorate.engine.codec.SystemCodec;
import io.quorate.engine.raft.EntryKind;
import io.quorate.engine.system.Formation;
import io.quorate.engine.system.Membership;
import io.quorate.engine.system.Replacement;
import io.quorate.engine.system.ReplacementVerdict;
import io.quorate.engine.system.Roster;
import io.quorate.engine.system.SystemCommand;
import io.quorate.engine.system.SystemCommand.RosterEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The state machine of partition 0 on this node, on partition 0's event loop: applies its commands,
 * and, while this node leads partition 0, proposes what is to be written down next, one thing at a
 * time.
 *
 * <p>A member is replaced in three steps, each of which any later leader goes on with: the wish is
 * written into partition 0; each group's leader changes its group ({@link MemberReplacement}); and
 * when this node's own replicas of all groups hold such a change, committed, that is written into
 * partition 0, too, and nobody listens to the lost member any more. What is committed stays, so
 * that the last step is right even if this node leads no group but partition 0.
 */
final class RosterHost {
  private static final long RETRY_NANOS = 200_000_000L;

  /** After so many election timeouts without one a leader is missed. */
  private static final int LEADERLESS_TIMEOUTS = 10;

  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

  private final NodeContext context;
  private final PartitionLoop loop;
  private final LoopMember owner;
  private final Formation formation;
  private final Roster roster = new Roster();
  private final List<ReplaceCall> calls = new ArrayList<>();
  private PartitionHost[] hosts = {};
  private boolean commandUnderWay;
  private OptionalLong leaderlessSince = OptionalLong.empty();
  private boolean missesLeader;
  private long retryAt = Long.MAX_VALUE;

  /** Takes its turns in the steps of its owner. */
  RosterHost(NodeContext context, PartitionLoop loop, LoopMember owner, Formation formation) {
    this.context = context;
    this.loop = loop;
    this.owner = owner;
    this.formation = formation;
  }

  /** The groups run; the first is partition 0. */
  void partitions(PartitionHost[] all) {
    hosts = all;
    loop.touch(owner);
  }

  /** An entry of partition 0 has been applied. */
  void applied(long index, byte[] command) {
    try {
      roster.apply(index, SystemCodec.systemCommand(command));
    } catch (MalformedRecordException e) {
      context.fail("partition 0 holds a command that cannot be read: " + e.getMessage(), e);
    }
  }

  /** What partition 0 says, as far as this node has applied it. */
  Optional<Membership> membership() {
    return roster.membership();
  }

  void step(long now) {
    if (now >= retryAt) {
      retryAt = Long.MAX_VALUE;
    }
    judge(now);
    if (mayPropose()) {
      next().ifPresent(this::propose);
    }
  }

  long nextDeadline() {
    long next = retryAt;
    if (leaderlessSince.isPresent() && !missesLeader) {
      next = Math.min(next, leaderlessSince.getAsLong() + patience());
    }
    for (ReplaceCall call : calls) {
      next = Math.min(next, call.deadline());
    }
    return next;
  }

  /** Notes whether this node has known no leader of partition 0 for long, and says so. */
  boolean noteLeader(long now) {
    if (hosts.length == 0 || hosts[0].leader().isPresent()) {
      leaderlessSince = OptionalLong.empty();
      missesLeader = false;
    } else {
      leaderlessSince = OptionalLong.of(leaderlessSince.orElse(now));
      missesLeader = now >= leaderlessSince.getAsLong() + patience();
    }
    return missesLeader;
  }

  private long patience() {
    return LEADERLESS_TIMEOUTS * context.settings.electionTimeoutNanos();
  }

  void wakeGroups() {
    for (PartitionHost host : hosts) {
      host.loop().execute(() -> host.loop().touch(host));
    }
  }

  private boolean leads() {
    return hosts.length > 0 && hosts[0].isLeader();
  }

  /** A leader that has not applied what was committed before its term does not know the roster. */
  private boolean mayPropose() {
    return leads() && hosts[0].hasAppliedOwnTerm() && !commandUnderWay && retryAt == Long.MAX_VALUE;
  }

  // ---- what is to be written down

  private Optional<SystemCommand> next() {
    return roster
        .news(formation.record().orElseThrow(), context.addresses(), !calls.isEmpty())
        .or(this::replaced)
        .or(this::asked);
  }

  /** All groups have changed: those who were replaced have left. */
  private Optional<SystemCommand> replaced() {
    return roster
        .membership()
        .flatMap(Membership::replacement)
        .filter(open -> unfinished(open).isEmpty())
        .map(open -> new SystemCommand.MemberReplaced(open.joining()));
  }

  private List<Integer> unfinished(Replacement open) {
    List<Integer> partitions = new ArrayList<>();
    for (PartitionHost host : hosts) {
      if (host.settled().filter(one -> MemberReplacement.isDone(open, one)).isEmpty()) {
        partitions.add(host.partition());
      }
    }
    return partitions;
  }

  private Optional<SystemCommand> asked() {
    for (ReplaceCall call : calls) {
      Optional<RosterEntry> candidate = formation.candidate(call.replacement());
      if (roster.judge(call.lost(), call.replacement(), candidate) == ReplacementVerdict.POSSIBLE) {
        return candidate.map(node -> new SystemCommand.ReplaceMember(call.lost(), node));
      }
    }
    return Optional.empty();
  }

  private void propose(SystemCommand command) {
    commandUnderWay = true;
    ProposalCall call = new ProposalCall(
        hosts[0],
        EntryKind.SYSTEM,
        false,
        List.of(new Proposal("", SystemCodec.encode(command))),
        false,
        COMMAND_TIMEOUT,
        context.environment.nanoTime() + COMMAND_TIMEOUT.toNanos());
    call.single()
        .thenAccept(result -> loop.execute(() -> {
          commandUnderWay = false;
          retryAt =
              result.success() ? Long.MAX_VALUE : context.environment.nanoTime() + RETRY_NANOS;
          loop.touch(owner);
        }));
    hosts[0].propose(call);
  }

  // ---- those who want a member replaced

  void replace(ReplaceCall call) {
    if (!context.isRunning()) {
      end(call);
      return;
    }
    calls.add(call);
    loop.touch(owner);
  }

  /** Ends the calls whose outcome is known; those that stay wait, or are to be proposed. */
  private void judge(long now) {
    for (Iterator<ReplaceCall> all = calls.iterator(); all.hasNext(); ) {
      ReplaceCall call = all.next();
      if (now >= call.deadline()) {
        answer(call, Status.TIMED_OUT, "The replacement is not done yet" + progress());
        all.remove();
      } else if (judge(call)) {
        all.remove();
      }
    }
  }

  /** Whether that ended the call. */
  private boolean judge(ReplaceCall call) {
    ReplacementVerdict verdict =
        roster.judge(call.lost(), call.replacement(), formation.candidate(call.replacement()));
    if (verdict == ReplacementVerdict.DONE) {
      return answerDone(call);
    }
    if (verdict == ReplacementVerdict.UNDER_WAY) {
      return false;
    }
    if (!leads()) {
      return answer(
          call,
          Status.NOT_LEADER,
          "This node does not lead partition 0: ask the node that does, "
              + hosts[0].leader().map(Object::toString).orElse("which is not known at present")
              + ".");
    }
    if (!hosts[0].hasAppliedOwnTerm()) {
      return false; // it will soon know what partition 0 says
    }
    return switch (verdict) {
      case POSSIBLE, NOT_READY, UNDER_WAY, DONE -> false;
      case NOT_HEARD ->
        answer(
            call,
            Status.NOT_HEARD,
            "Node " + call.replacement() + " has not been heard of. Start it with"
                + " cluster.join=true, an empty data directory, and addresses of members to find the"
                + " cluster by, and try again in a moment.");
      case NOT_A_MEMBER ->
        answer(
            call,
            Status.NOT_A_MEMBER,
            "There is no member " + call.lost() + "; the members are " + context.members() + ".");
      case ID_IN_USE ->
        answer(
            call,
            Status.ID_IN_USE,
            "Node id " + call.replacement() + ", or its data directory, is or was a member's: give"
                + " the new node an id that was never used, and an empty data directory."
                + " The members are " + context.members() + "; others were "
                + roster.membership().orElseThrow().left() + ".");
      case ANOTHER_UNDER_WAY ->
        answer(
            call,
            Status.ANOTHER_UNDER_WAY,
            "Another replacement has to end first" + progress()
                + " If that node is lost, too, replace it.");
    };
  }

  private boolean answerDone(ReplaceCall call) {
    return answer(
        call,
        Status.DONE,
        "Node " + call.lost() + " has left, and node " + call.replacement() + " is a member.");
  }

  private boolean answer(ReplaceCall call, Status status, String explanation) {
    call.end(new ReplacementResult(status, explanation, leader()));
    return true;
  }

  private Optional<Leader> leader() {
    return hosts.length == 0 ? Optional.empty() : hosts[0].leader();
  }

  /** How far a replacement is; empty if none is under way. */
  Optional<String> problem() {
    return roster
        .membership()
        .flatMap(Membership::replacement)
        .map(open -> "a member is being replaced, " + open + ", and " + missing(open));
  }

  private String missing(Replacement open) {
    List<Integer> partitions = unfinished(open);
    return partitions.isEmpty()
        ? "only partition 0 has to say yet that all partitions have changed"
        : "partitions " + partitions + " have not changed yet";
  }

  private String progress() {
    return problem().map(sentence -> ": " + sentence + ".").orElse(".");
  }

  /** A node that was replaced itself may have stopped because it has heard that this is done. */
  private void end(ReplaceCall call) {
    boolean closed = context.isClosed();
    boolean done = formation
        .membership()
        .filter(all ->
            all.judge(call.lost(), call.replacement(), Optional.empty()) == ReplacementVerdict.DONE)
        .isPresent();
    if (done && !closed) {
      answerDone(call);
      return;
    }
    RaftStatus.State state = closed ? RaftStatus.State.CLOSED : RaftStatus.State.FAILED;
    call.end(ReplaceCall.notRunning(state, leader()));
  }

  /** The node has stopped. */
  void end() {
    calls.forEach(this::end);
    calls.clear();
  }
}
