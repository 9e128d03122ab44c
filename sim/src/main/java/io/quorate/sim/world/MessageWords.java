package io.quorate.sim.world;

import io.quorate.engine.raft.Message;
import java.util.Locale;

/** Says in a few words what a message of a group says. */
public final class MessageWords implements Message.Visitor<String> {
  private static final MessageWords WORDS = new MessageWords();

  private MessageWords() {}

  /**
   * A message as a trace remembers it.
   *
   * @param partition the group
   * @param message what is said in it
   * @return without the entries themselves
   */
  public static Detail.Said said(int partition, Message message) {
    boolean routine = message instanceof Message.AppendAccepted
        || message instanceof Message.AppendRequest request && request.entries().isEmpty();
    return new Detail.Said(
        partition,
        message.getClass().getSimpleName(),
        message.term(),
        message.accept(WORDS),
        routine);
  }

  private static String refusal(Message.Refusal refusal) {
    return refusal.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String preVoteRequest(Message.PreVoteRequest m) {
    return "pre-vote for term " + m.term() + "? my log ends at " + m.lastIndex() + " (t"
        + m.lastTerm() + ")";
  }

  @Override
  public String preVoteResponse(Message.PreVoteResponse m) {
    return m.granted()
        ? "pre-vote yes, term " + m.term()
        : "pre-vote no, " + refusal(m.refusal()) + ", term " + m.term();
  }

  @Override
  public String voteRequest(Message.VoteRequest m) {
    return "vote for me in term " + m.term() + "? my log ends at " + m.lastIndex() + " (t"
        + m.lastTerm() + ")" + (m.transfer() ? ", by transfer" : "");
  }

  @Override
  public String voteResponse(Message.VoteResponse m) {
    return m.granted()
        ? "vote yes, term " + m.term()
        : "vote no, " + refusal(m.refusal()) + ", term " + m.term();
  }

  @Override
  public String appendRequest(Message.AppendRequest m) {
    String what = m.entries().isEmpty()
        ? "heartbeat"
        : "append " + (m.prevIndex() + 1) + (m.entries().size() == 1 ? "" : "-" + m.lastIndex());
    return what + ", term " + m.term() + ", after " + m.prevIndex() + " (t" + m.prevTerm()
        + "), commit " + m.commitIndex();
  }

  @Override
  public String appendAccepted(Message.AppendAccepted m) {
    return "accepted up to " + m.matchIndex() + ", term " + m.term();
  }

  @Override
  public String appendRefused(Message.AppendRefused m) {
    return "refused after " + m.prevIndex() + ", " + refusal(m.refusal()) + ", term " + m.term()
        + (m.refusal() == Message.Refusal.LOG_MISMATCH
            ? ", try " + m.hintIndex() + " (t" + m.hintTerm() + ")"
            : "");
  }

  @Override
  public String timeoutNow(Message.TimeoutNow m) {
    return "campaign now, term " + m.term();
  }

  @Override
  public String confirmRequest(Message.ConfirmRequest m) {
    return "do you follow me? round " + m.round() + ", term " + m.term();
  }

  @Override
  public String confirmResponse(Message.ConfirmResponse m) {
    return (m.confirmed() ? "I follow, round " : "your term is over, round ") + m.round()
        + ", term " + m.term();
  }

  @Override
  public String readIndexRequest(Message.ReadIndexRequest m) {
    return "up to where must I have applied? question " + Long.toHexString(m.id()) + ", term "
        + m.term();
  }

  @Override
  public String readIndexResponse(Message.ReadIndexResponse m) {
    return (m.answered() ? "up to " + m.index() : "no answer, " + refusal(m.refusal()))
        + ", question " + Long.toHexString(m.id()) + ", term " + m.term();
  }

  @Override
  public String snapshotOffer(Message.SnapshotOffer m) {
    return "take a snapshot: my log begins behind " + m.index() + " (t" + m.lastTerm() + "), term "
        + m.term();
  }
}
