package io.quorate.sim.script;

import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.Message.Refusal;
import io.quorate.spi.EntryRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A message's type and fields, as scripts name them. */
final class MessageText implements Message.Visitor<String> {
  /** The types; a heartbeat is an append without entries. */
  static final List<String> TYPES = List.of(
      "prevote",
      "prevote-reply",
      "vote",
      "vote-reply",
      "append",
      "heartbeat",
      "accepted",
      "refused",
      "timeout-now",
      "confirm",
      "confirm-reply",
      "read-index",
      "read-index-reply",
      "snapshot-offer");

  /** The fields that a script may ask for. */
  static final List<String> FIELDS = List.of(
      "term",
      "last",
      "transfer",
      "granted",
      "why",
      "prev",
      "commit",
      "entries",
      "match",
      "hint",
      "round",
      "index");

  private static final int ENTRIES_SHOWN = 4;

  private final Map<String, String> fields = new TreeMap<>();
  private final StringBuilder text = new StringBuilder();
  private final String type;

  private MessageText(Message message) {
    type = message.accept(this);
    text.insert(0, type);
  }

  static String typeOf(Message message) {
    return new MessageText(message).type;
  }

  /** In one line. */
  static String of(Message message) {
    return new MessageText(message).text.toString();
  }

  /** Whether a message is of a type; every message is of none. */
  static boolean isOf(String wanted, Message message) {
    return wanted.isEmpty()
        || wanted.equals(typeOf(message))
        || wanted.equals("append") && message instanceof Message.AppendRequest;
  }

  /** Whether a field has a value; of an index with its term, the index is enough. */
  static boolean has(Message message, String field, String value) {
    String actual = new MessageText(message).fields.get(field);
    return actual != null && (actual.equals(value) || actual.startsWith(value + "@"));
  }

  private MessageText with(String field, Object value) {
    fields.put(field, String.valueOf(value));
    text.append(' ').append(field).append('=').append(value);
    return this;
  }

  private static String at(long index, long term) {
    return index + "@" + term;
  }

  private static String why(Refusal refusal) {
    return refusal.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void decision(Refusal refusal) {
    if (refusal == null) {
      with("granted", "yes");
    } else {
      with("granted", "no").with("why", why(refusal));
    }
  }

  @Override
  public String preVoteRequest(Message.PreVoteRequest m) {
    with("term", m.term()).with("last", at(m.lastIndex(), m.lastTerm()));
    return "prevote";
  }

  @Override
  public String preVoteResponse(Message.PreVoteResponse m) {
    with("term", m.term()).decision(m.refusal());
    return "prevote-reply";
  }

  @Override
  public String voteRequest(Message.VoteRequest m) {
    with("term", m.term()).with("last", at(m.lastIndex(), m.lastTerm()));
    if (m.transfer()) {
      with("transfer", "yes");
    }
    return "vote";
  }

  @Override
  public String voteResponse(Message.VoteResponse m) {
    with("term", m.term()).decision(m.refusal());
    return "vote-reply";
  }

  @Override
  public String appendRequest(Message.AppendRequest m) {
    with("term", m.term())
        .with("prev", at(m.prevIndex(), m.prevTerm()))
        .with("commit", m.commitIndex());
    List<EntryRecord> entries = m.entries();
    fields.put("entries", String.valueOf(entries.size()));
    if (entries.isEmpty()) {
      return "heartbeat";
    }
    with("entries", entries.size());
    text.append(':');
    if (entries.size() <= ENTRIES_SHOWN) {
      for (EntryRecord entry : entries) {
        text.append(' ').append(EntryText.of(entry));
      }
    } else {
      EntryRecord last = entries.get(entries.size() - 1);
      text.append(' ')
          .append(EntryText.of(entries.get(0)))
          .append(" .. ")
          .append(EntryText.of(last));
    }
    return "append";
  }

  @Override
  public String appendAccepted(Message.AppendAccepted m) {
    with("term", m.term()).with("match", m.matchIndex());
    return "accepted";
  }

  @Override
  public String appendRefused(Message.AppendRefused m) {
    with("term", m.term()).with("why", why(m.refusal()));
    if (m.refusal() == Refusal.LOG_MISMATCH) {
      with("prev", m.prevIndex()).with("hint", at(m.hintIndex(), m.hintTerm()));
    }
    return "refused";
  }

  @Override
  public String timeoutNow(Message.TimeoutNow m) {
    with("term", m.term());
    return "timeout-now";
  }

  @Override
  public String confirmRequest(Message.ConfirmRequest m) {
    with("term", m.term()).with("round", m.round());
    return "confirm";
  }

  @Override
  public String confirmResponse(Message.ConfirmResponse m) {
    with("term", m.term()).with("round", m.round()).decision(m.refusal());
    return "confirm-reply";
  }

  @Override
  public String readIndexRequest(Message.ReadIndexRequest m) {
    with("term", m.term());
    return "read-index";
  }

  @Override
  public String readIndexResponse(Message.ReadIndexResponse m) {
    with("term", m.term()).decision(m.refusal());
    if (m.answered()) {
      with("index", m.index());
    }
    return "read-index-reply";
  }

  @Override
  public String snapshotOffer(Message.SnapshotOffer m) {
    with("term", m.term()).with("index", m.index()).with("last-term", m.lastTerm());
    return "snapshot-offer";
  }
}
