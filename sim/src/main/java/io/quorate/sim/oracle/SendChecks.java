package io.quorate.sim.oracle;

import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.RoleName;
import io.quorate.sim.device.DiskImage;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.MessageWords;
import io.quorate.sim.world.World;
import io.quorate.spi.HardState;
import java.util.OptionalInt;

/** What must be on disk before a message leaves. */
final class SendChecks implements Message.Visitor<Void> {
  private final Oracles oracles;
  private final World world;
  private final SimProcess process;

  // Of the message under inspection.
  private MemberGhost member;
  private GroupGhost group;
  private int partition;
  private int to;
  private DiskImage disk;
  private HardState durable;
  private boolean storageFailed;
  private boolean mayCampaign;

  SendChecks(Oracles oracles, SimProcess process) {
    this.oracles = oracles;
    this.world = oracles.world();
    this.process = process;
  }

  void check(
      MemberGhost sender,
      GroupGhost ghost,
      GroupProbe probe,
      Effect.Send send,
      boolean afterStorageFailure) {
    member = sender;
    group = ghost;
    partition = probe.partition();
    mayCampaign = sender.configurations.mayCampaign(process.node(), probe.commitIndex());
    to = send.to();
    disk = oracles.surroundings().disk(process.node()).durable();
    durable = disk.state(partition).hardState().orElse(HardState.INITIAL);
    storageFailed = afterStorageFailure;
    world.note(
        Event.SEND,
        process.node(),
        partition,
        to,
        0,
        world.tracesAll() ? MessageWords.said(partition, send.message()) : send.message());
    send.message().accept(this);
  }

  /**
   * The term of everything that is said is on disk, but for pre-votes, which ask about a term to
   * come.
   */
  private void acts(long term, String invariant, String does) {
    if (durable.term() < term) {
      oracles.fail(
          invariant,
          partition,
          "node " + process.node() + " " + does + " in term " + term
              + ", but its disk knows only term " + durable.term());
    }
    group.actedTerm[process.node()] = Math.max(group.actedTerm[process.node()], term);
  }

  /** An answer carries the present term, so that who asked in an earlier one learns of it. */
  private void present(Message answer) {
    if (answer.term() != member.term()) {
      oracles.fail(
          "I15",
          partition,
          "node " + process.node() + " answers with term " + answer.term() + ", but is in term "
              + member.term() + ": " + answer);
    }
  }

  /** Who is no candidate any more asks for nothing: its log may be another one by now (I13). */
  private void campaigning(long term, Message request) {
    if (member.role == RoleName.FOLLOWER || member.term() < term) {
      oracles.fail(
          "I13",
          partition,
          "node " + process.node() + " is " + member.role + " in term " + member.term()
              + ", but asks: " + request);
    }
  }

  private void failStop(String does) {
    if (storageFailed) {
      oracles.fail(
          "I38",
          partition,
          "node " + process.node() + " " + does + " after a sync of its log has failed");
    }
  }

  @Override
  public Void preVoteRequest(Message.PreVoteRequest m) {
    acts(m.term() - 1, "I12", "asks for a pre-vote");
    campaigning(m.term() - 1, m);
    return null;
  }

  @Override
  public Void preVoteResponse(Message.PreVoteResponse m) {
    if (!m.granted()) {
      acts(m.term(), "I12", "refuses a pre-vote");
      present(m);
    } else if (!member.hearsay.mayPreVote(to, m.term())) {
      oracles.fail(
          "I26",
          partition,
          "node " + process.node() + " would vote for node " + to + " in term " + m.term()
              + ", although that has not asked but while a leader was heard");
    }
    return null;
  }

  @Override
  public Void voteRequest(Message.VoteRequest m) {
    acts(m.term(), "I12", "asks for votes");
    campaigning(m.term(), m);
    vote(m.term(), process.node());
    if (!mayCampaign) {
      oracles.fail(
          "I25",
          partition,
          "node " + process.node() + " campaigns in term " + m.term()
              + ", but is no voter by its own log");
    }
    if (group.candidacies.put(
            GroupGhost.key(m.term(), process.node()), new long[] {m.lastTerm(), m.lastIndex()})
        == null) {
      world.count(Mark.CAMPAIGNS);
    }
    if (m.lastIndex() > member.log.lastIndex()
        || m.lastIndex() >= member.log.boundaryIndex()
            && member.log.term(m.lastIndex()) != m.lastTerm()) {
      oracles.fail(
          "I13",
          partition,
          "node " + process.node() + " campaigns with a log up to "
              + m.lastIndex() + " in term " + m.lastTerm() + ", but it ends at "
              + member.log.lastIndex() + " in term " + member.log.lastTerm());
    }
    return null;
  }

  @Override
  public Void voteResponse(Message.VoteResponse m) {
    acts(m.term(), "I12", "answers a candidate");
    present(m);
    if (m.granted()) {
      failStop("votes");
      vote(m.term(), to);
      world.count(Mark.VOTES);
      oracles.surroundings().moment(TriggerPoint.VOTE_GRANTED, process.node(), partition);
    }
    return null;
  }

  /**
   * A vote is on disk before anybody hears of it, and there is one per term over all boots (I12).
   */
  private void vote(long term, int candidate) {
    if (durable.term() == term && !durable.vote().equals(OptionalInt.of(candidate))) {
      oracles.fail(
          "I12",
          partition,
          "node " + process.node() + " votes for node " + candidate + " in term " + term
              + ", but its disk says " + durable);
    }
    Integer other = group.grants.putIfAbsent(GroupGhost.key(term, process.node()), candidate);
    if (other != null && other != candidate) {
      oracles.fail(
          "I12",
          partition,
          "node " + process.node() + " votes for node " + candidate + " in term " + term
              + ", after it voted for node " + other);
    }
  }

  @Override
  public Void appendRequest(Message.AppendRequest m) {
    acts(m.term(), "I12", "leads");
    return null;
  }

  @Override
  public Void appendAccepted(Message.AppendAccepted m) {
    acts(m.term(), "I11", "accepts entries");
    present(m);
    failStop("accepts entries");
    if (m.matchIndex() > member.log.lastIndex()
        || m.matchIndex() > member.log.boundaryIndex()
            && !disk.holds(partition, m.matchIndex(), member.log.term(m.matchIndex()))) {
      oracles.fail(
          "I11",
          partition,
          "node " + process.node() + " accepts up to " + m.matchIndex()
              + " in term " + m.term() + ", but its disk ends at "
              + disk.state(partition).lastIndex()
              + " in term " + disk.state(partition).lastTerm());
    }
    oracles.surroundings().moment(TriggerPoint.APPEND_ACCEPTED, process.node(), partition);
    return null;
  }

  @Override
  public Void appendRefused(Message.AppendRefused m) {
    acts(m.term(), "I11", "refuses entries");
    present(m);
    if (m.refusal() == Message.Refusal.LOG_MISMATCH) {
      world.count(Mark.MISMATCHES);
    }
    return null;
  }

  @Override
  public Void timeoutNow(Message.TimeoutNow m) {
    acts(m.term(), "I12", "hands over");
    return null;
  }

  @Override
  public Void confirmRequest(Message.ConfirmRequest m) {
    acts(m.term(), "I12", "asks whether it is followed");
    if (!group.leads(process.node(), process.boot(), m.term())) {
      oracles.fail(
          "I21",
          partition,
          "node " + process.node() + " asks whether it is followed in term " + m.term()
              + ", which it does not lead");
    }
    return null;
  }

  @Override
  public Void confirmResponse(Message.ConfirmResponse m) {
    acts(m.term(), "I12", "says whether it follows");
    present(m);
    return null;
  }

  @Override
  public Void readIndexRequest(Message.ReadIndexRequest m) {
    acts(m.term(), "I12", "asks for a read index");
    return null;
  }

  @Override
  public Void readIndexResponse(Message.ReadIndexResponse m) {
    acts(m.term(), "I12", "answers with a read index");
    present(m);
    if (m.answered() && m.index() > group.committed()) {
      oracles.fail(
          "I21",
          partition,
          "node " + process.node() + " says that " + m.index() + " is to be applied, but only "
              + group.committed() + " is committed");
    }
    return null;
  }

  @Override
  public Void snapshotOffer(Message.SnapshotOffer m) {
    acts(m.term(), "I12", "leads");
    long newest = oracles.surroundings().disk(process.node()).snapshots().newestIndex(partition);
    if (m.index() != member.log.boundaryIndex() || newest < m.index()) {
      oracles.fail(
          "I28",
          partition,
          "node " + process.node() + " offers a snapshot from entry " + m.index()
              + ", but its log begins behind entry " + member.log.boundaryIndex()
              + ", and its newest snapshot holds the state of entry " + newest);
    }
    world.count(Mark.SNAPSHOT_OFFERS);
    return null;
  }
}
