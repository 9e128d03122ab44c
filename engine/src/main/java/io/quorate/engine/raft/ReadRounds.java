package io.quorate.engine.raft;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Readers whom a leader cannot answer before a quorum has confirmed, after they asked, that it
 * still leads (ReadIndex; dissertation, section 6.4). One round of questions to the voters serves
 * all who asked before it began; while it is under way further readers wait for the next one. What
 * is lost is asked again in a round of its own, and an answer to either will do.
 */
final class ReadRounds {
  private record Reader(int node, long id, long round) {}

  private final RaftGroup group;
  private final List<Reader> readers = new ArrayList<>();
  private final TreeMap<Integer, Long> confirmed = new TreeMap<>();
  private long round;
  private long startedAt;

  ReadRounds(RaftGroup group) {
    this.group = group;
  }

  /** Somebody asks; a copy of a question that waits already changes nothing. */
  void add(int node, long id) {
    boolean waits = readers.stream().anyMatch(r -> r.node() == node && r.id() == id);
    if (!waits) {
      readers.add(new Reader(node, id, round + 1));
    }
  }

  /** Whether anybody waits for an answer. */
  boolean waits() {
    return !readers.isEmpty();
  }

  /** A member follows this leader, or did so after a round had begun. */
  void confirmed(int voter, long inRound) {
    confirmed.merge(voter, inRound, Math::max);
  }

  /**
   * Answers whom it can, and begins a round for the others. To be called once the leader has
   * committed an entry of its own term: before, it does not know what was committed.
   */
  void proceed() {
    long done = group
        .configuration()
        .quorumValue(
            voter -> voter == group.nodeId() ? Long.MAX_VALUE : confirmed.getOrDefault(voter, 0L));
    for (Iterator<Reader> i = readers.iterator(); i.hasNext(); ) {
      Reader reader = i.next();
      if (reader.round() <= done) {
        i.remove();
        answer(reader, group.commitIndex(), null);
      }
    }
    boolean underWay = round > done;
    if (!readers.isEmpty() && (!underWay || group.now() >= deadline())) {
      begin();
    }
  }

  private void begin() {
    round++;
    startedAt = group.now();
    for (int member : group.configuration().members()) {
      if (member != group.nodeId() && group.configuration().isVoter(member)) {
        group.sendAfterHardState(member, new Message.ConfirmRequest(group.term(), round));
      }
    }
  }

  private void answer(Reader reader, long index, Message.Refusal refusal) {
    if (reader.node() != group.nodeId()) {
      group.sendAfterHardState(
          reader.node(), new Message.ReadIndexResponse(group.term(), reader.id(), index, refusal));
    } else if (refusal == null) {
      group.openReads().answered(reader.id(), index);
    }
  }

  /** When a round began; empty for one before the present one. */
  OptionalLong startOf(long someRound) {
    return someRound == round ? OptionalLong.of(startedAt) : OptionalLong.empty();
  }

  /** When the present round is not waited for any longer. */
  long deadline() {
    return startedAt + group.settings().heartbeatNanos();
  }

  /** This node does not lead any more. Its own questions go to another leader. */
  void end() {
    readers.forEach(reader -> answer(reader, 0, Message.Refusal.NOT_LEADER));
    readers.clear();
  }
}
