package io.quorate.sim.oracle;

import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one member has been told that bears on elections: whether it hears from a leader (such a
 * member supports no candidate; dissertation, sections 4.2.3 and 9.6), who would vote for it, and
 * which messages may have brought a term into force. Follows the inputs of a step in their order.
 */
final class Hearsay {
  private static final long NEVER = -1;

  private final long electionTimeout;
  private final Map<Integer, Long> preVotes = new TreeMap<>();
  private final Set<Long> preVotesWelcome = new HashSet<>();
  private final Set<Long> votesWelcome = new HashSet<>();
  private long heardTerm = NEVER;
  private long heardAt;

  // Of the step.
  private long term;
  private long certainTerm;

  /** A candidacy may have begun within the step: then no leader is heard for its rest. */
  private boolean mayCampaign;

  private long now;
  private final Set<Long> termsBrought = new HashSet<>();
  private final Set<Long> toldToCampaign = new HashSet<>();

  Hearsay(long electionTimeout) {
    this.electionTimeout = electionTimeout;
  }

  /** Takes the inputs of a step that began in a term. */
  void hear(List<Input> inputs, long termBefore, long time) {
    term = termBefore;
    certainTerm = termBefore;
    now = time;
    votesWelcome.clear();
    termsBrought.clear();
    toldToCampaign.clear();
    mayCampaign = false;
    for (Input input : inputs) {
      if (input instanceof Input.Received received) {
        hear(received.from(), received.message());
      }
    }
  }

  private void hear(int from, Message message) {
    if (message instanceof Message.PreVoteRequest request) {
      if (!hearsLeader()) {
        preVotesWelcome.add(GroupGhost.key(request.term(), from));
      }
    } else if (message instanceof Message.PreVoteResponse response && response.granted()) {
      preVotes.merge(from, response.term(), Math::max);
      mayCampaign |= response.term() == term + 1;
    } else if (message instanceof Message.VoteRequest request) {
      if (request.term() <= term || request.transfer() || !hearsLeader()) {
        votesWelcome.add(GroupGhost.key(request.term(), from));
        bring(request.term());
      }
    } else {
      bring(message.term());
      certainTerm = Math.max(certainTerm, message.term());
      boolean fromLeader = message instanceof Message.AppendRequest
          || message instanceof Message.SnapshotOffer
          || message instanceof Message.ConfirmRequest;
      if (fromLeader && message.term() == term) {
        heardTerm = term;
        heardAt = now;
      } else if (message instanceof Message.TimeoutNow && message.term() == term) {
        toldToCampaign.add(term);
        mayCampaign = true;
      }
    }
  }

  private void bring(long messageTerm) {
    termsBrought.add(messageTerm);
    term = Math.max(term, messageTerm);
  }

  private boolean hearsLeader() {
    return !mayCampaign && heardTerm == term && now - heardAt < electionTimeout;
  }

  /**
   * The latest term that this step's messages have brought into force for certain: a request for a
   * vote does so only where no leader is heard, and none leads.
   */
  long latestTerm() {
    return certainTerm;
  }

  /** Whether this step's messages may have brought a term into force. */
  boolean brought(long newTerm) {
    return termsBrought.contains(newTerm);
  }

  /** Whether a leader has asked, in this step, for a candidacy in the next term. */
  boolean toldToCampaignIn(long newTerm) {
    return toldToCampaign.contains(newTerm - 1);
  }

  /** Whether a voter has said that it would vote for this member in a term. */
  boolean wouldVote(int voter, long inTerm) {
    return preVotes.getOrDefault(voter, NEVER) == inTerm;
  }

  /** Whether a candidate asked, in this step, while no leader was heard. */
  boolean mayVote(int candidate, long inTerm) {
    return votesWelcome.contains(GroupGhost.key(inTerm, candidate));
  }

  /** Whether a candidate to be has ever asked while no leader was heard. */
  boolean mayPreVote(int candidate, long inTerm) {
    return preVotesWelcome.contains(GroupGhost.key(inTerm, candidate));
  }
}
