package io.quorate.sim.oracle;

import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.Effect;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Message;
import io.quorate.sim.device.SimProcess;
import io.quorate.spi.EntryRecord;
import java.util.Arrays;
import java.util.List;

/**
 * What a leader may believe of its followers (I16), what it asks of them and of its disk (I37, L7,
 * L8), and how it hands over (I36).
 */
final class LeaderChecks {
  /** Rounds of looking for where two logs agree that are not explained by their terms. */
  private static final int SPARE_ROUNDS = 3;

  private final Oracles oracles;
  private final SimProcess process;
  private final GroupLimits limits;

  // Of the step under inspection.
  private MemberGhost leader;
  private LeadershipGhost leadership;
  private GroupProbe probe;
  private long lastIndexBefore;

  LeaderChecks(Oracles oracles, SimProcess process) {
    this.oracles = oracles;
    this.process = process;
    this.limits = oracles.limits();
  }

  /** Looks at a step of a member that leads after it; what it has answered is not open any more. */
  void check(
      MemberGhost member,
      GroupProbe group,
      List<Input> inputs,
      List<Effect> effects,
      long lastBefore,
      long now) {
    leader = member;
    probe = group;
    lastIndexBefore = lastBefore;
    boolean begins = member.leadership == null || member.leadership.term != member.term();
    if (begins) {
      member.leadership = new LeadershipGhost(member.term());
    }
    leadership = member.leadership;
    if (!inputs.isEmpty()) {
      long accepted = 0;
      for (Input input : inputs) {
        accepted |= heard(input, now);
      }
      followers(accepted);
    }
    boolean toldToCampaign = false;
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send send && send.message().term() == leadership.term) {
        if (send.message() instanceof Message.AppendRequest request) {
          sent(send.to(), request);
        } else if (send.message() instanceof Message.TimeoutNow) {
          handsOver(send.to());
          toldToCampaign = true;
        }
      } else if (effect instanceof Effect.ReadEntries read) {
        reads(read);
      } else if (effect instanceof Effect.Refused refused
          && refused.transferring()
          && !leadership.isHandingOver(now, limits.electionTimeoutNanos())) {
        fail("I36", "refuses proposals for a transfer whose time is over");
      } else if (effect instanceof Effect.Appended
          && !begins
          && leadership.toldToCampaign
          && leadership.isHandingOver(now, limits.electionTimeoutNanos())) {
        fail("I36", "goes on appending, although it has told its successor to campaign");
      }
    }
    leadership.toldToCampaign |= toldToCampaign;
  }

  private void fail(String invariant, String does) {
    oracles.fail(
        invariant,
        probe.partition(),
        "node " + process.node() + " leads term " + leader.term() + " and " + does);
  }

  /** Returns the follower that has accepted something, as a bit. */
  private long heard(Input input, long now) {
    if (input instanceof Input.Received received) {
      boolean accepted = received.message() instanceof Message.AppendAccepted
          && received.message().term() == leadership.term;
      return accepted ? 1L << received.from() : 0;
    }
    if (input instanceof Input.EntriesRead read) {
      FollowerGhost follower = leadership.follower(read.peer());
      if (follower != null) {
        follower.reading = false;
      }
    } else if (input instanceof Input.TransferLeadership asked
        && leader.transfers.stream().anyMatch(open -> open.token() == asked.token())) {
      leadership.transferBegins(now);
    }
    return 0;
  }

  // ---- what it believes

  private void followers(long accepted) {
    Configuration configuration = probe.configuration();
    int[] members = leader.membersOf(configuration);
    long sum = 0;
    for (int member : members) {
      if (member != process.node()) {
        long match = probe.matchIndex(member).orElse(0);
        sum += match;
        follower(member, match, (accepted >> member & 1) != 0);
      }
    }
    leader.matches = sum;
    for (int node = 0; node < leadership.bound(); node++) {
      if (leadership.follower(node) != null && Arrays.binarySearch(members, node) < 0) {
        leadership.follower(node, null);
        if (probe.matchIndex(node).isPresent()) {
          fail("I16", "goes on following node " + node + ", which is no member any more");
        }
      }
    }
  }

  private void follower(int node, long match, boolean accepted) {
    long next = probe.nextIndex(node).orElse(match + 1);
    FollowerGhost ghost = leadership.follower(node);
    if (ghost == null) {
      if (match > 0 && !accepted) {
        fail("I16", "believes that node " + node + " matches up to " + match + " from the start");
      }
      ghost = new FollowerGhost(match, next);
      leadership.follower(node, ghost);
    } else if (match < ghost.match) {
      fail(
          "I16",
          "believes that node " + node + " matches up to " + match + ", after it matched up to "
              + ghost.match);
    }
    if (match > 0) {
      match(node, match);
    }
    int inFlight = probe.inFlight(node).orElse(0);
    long bytes = probe.inFlightBytes(node).orElse(0);
    if (next <= match || inFlight > limits.windowMessages()) {
      fail(
          "I16",
          "has sent node " + node + " what lies before " + next + " with match " + match + " and "
              + inFlight + " requests in flight");
    } else if (bytes > limits.bytesInFlight(oracles.group(probe.partition()).largestEntry())) {
      fail("I37", "has " + bytes + " bytes in flight to node " + node);
    }
    search(node, ghost, next, accepted);
    ghost.match = match;
    ghost.next = next;
  }

  private void match(int peer, long match) {
    MemberGhost follower = oracles.live(peer, probe.partition());
    if (follower == null || follower.term() != leader.term()) {
      return;
    }
    if (match > leader.log.lastIndex()
        || match > follower.log.lastIndex()
        || match >= leader.log.boundaryIndex()
            && match >= follower.log.boundaryIndex()
            && leader.log.hash(match) != follower.log.hash(match)) {
      fail("I16", "believes that node " + peer + " matches up to " + match + ", which it does not");
    }
  }

  /**
   * The search for where a follower's log agrees goes back only, and each round skips a term of one
   * of the two logs (paper, section 5.3).
   */
  private void search(int node, FollowerGhost ghost, long next, boolean accepted) {
    if (accepted) {
      ghost.probing = false;
      ghost.falls = 0;
    } else if (next < ghost.next) {
      ghost.probing = true;
      ghost.falls++;
      if (ghost.falls > SPARE_ROUNDS && ghost.falls > SPARE_ROUNDS + termsOf(node)) {
        fail(
            "L8",
            "has gone back " + ghost.falls + " times to find where the log of node " + node
                + " agrees, now to " + next);
      }
    } else if (next > ghost.next && ghost.probing && next != leader.log.boundaryIndex() + 1) {
      fail(
          "I37",
          "goes forward from " + ghost.next + " to " + next + " for node " + node
              + ", which has accepted nothing");
    }
  }

  /** How many terms the logs of the leader and a follower have. */
  private int termsOf(int node) {
    MemberGhost follower = oracles.live(node, probe.partition());
    return leader.log.terms() + (follower == null ? Integer.MAX_VALUE / 2 : follower.log.terms());
  }

  // ---- what it asks for

  /** What is sent is what the log holds, where it holds it. */
  private void sent(int to, Message.AppendRequest request) {
    LogMirror log = leader.log;
    boolean right = request.prevIndex() <= log.lastIndex()
        && request.prevIndex() >= log.boundaryIndex()
        && log.term(request.prevIndex()) == request.prevTerm();
    long index = request.prevIndex();
    for (EntryRecord entry : request.entries()) {
      index++;
      right = right
          && entry.index() == index
          && index <= log.lastIndex()
          && entry.term() == log.term(index);
    }
    if (!right) {
      fail("I3", "sends node " + to + " what its log does not hold there: " + request);
    }
    FollowerGhost follower = leadership.follower(to);
    if (follower == null) {
      return;
    }
    if (request.entries().isEmpty()
        && follower.contacted
        && request.commitIndex() == follower.sentCommit
        && request.sentAt() - follower.sentAt < limits.heartbeatNanos()) {
      fail("L7", "has nothing new to say to node " + to + ", and says it before it is time");
    }
    follower.contacted = true;
    follower.sentAt = request.sentAt();
    follower.sentCommit = request.commitIndex();
  }

  private void reads(Effect.ReadEntries read) {
    FollowerGhost follower = leadership.follower(read.peer());
    if (follower == null) {
      return;
    }
    if (follower.reading) {
      fail("I37", "reads its log for node " + read.peer() + " while it does so already");
    }
    follower.reading = true;
  }

  /** A successor has everything before it is told to campaign (dissertation, section 3.10). */
  private void handsOver(int to) {
    // Who has left the group later in the step is not known any more.
    long match = probe.matchIndex(to).orElse(lastIndexBefore);
    if (match < lastIndexBefore) {
      fail(
          "I36",
          "hands over to node " + to + ", which is known to hold " + match + " of "
              + lastIndexBefore + " entries");
    }
  }
}
