package io.quorate.engine.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.engine.codec.wire.Wire;
import io.quorate.engine.raft.Message;
import io.quorate.engine.raft.Message.AppendAccepted;
import io.quorate.engine.raft.Message.AppendRefused;
import io.quorate.engine.raft.Message.AppendRequest;
import io.quorate.engine.raft.Message.ConfirmRequest;
import io.quorate.engine.raft.Message.ConfirmResponse;
import io.quorate.engine.raft.Message.PreVoteRequest;
import io.quorate.engine.raft.Message.PreVoteResponse;
import io.quorate.engine.raft.Message.ReadIndexRequest;
import io.quorate.engine.raft.Message.ReadIndexResponse;
import io.quorate.engine.raft.Message.Refusal;
import io.quorate.engine.raft.Message.SnapshotOffer;
import io.quorate.engine.raft.Message.TimeoutNow;
import io.quorate.engine.raft.Message.VoteRequest;
import io.quorate.engine.raft.Message.VoteResponse;
import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Messages within groups, to and from their wire form. Reading checks every rule of
 * {@code quorate.proto}; what breaks one is an {@link IllegalArgumentException}.
 */
final class GroupWire {
  private GroupWire() {}

  static Wire.GroupMessage write(int partition, Message message) {
    return message
        .accept(new Writer(Wire.GroupMessage.newBuilder().setPartition(partition)))
        .build();
  }

  static int partition(Wire.GroupMessage wire) {
    if (wire.getPartition() < 0) {
      throw new IllegalArgumentException(
          "partition " + Integer.toUnsignedString(wire.getPartition()) + " is out of range");
    }
    return wire.getPartition();
  }

  /** The message in a wire form that has a body. */
  static Message read(Wire.GroupMessage wire, EntryChecksum checksum) throws CorruptEntryException {
    Reader reader = new Reader(partition(wire));
    return switch (wire.getBodyCase()) {
      case APPEND_REQUEST -> reader.read(wire.getAppendRequest(), checksum);
      case APPEND_ACCEPTED -> reader.read(wire.getAppendAccepted());
      case APPEND_REFUSED -> reader.read(wire.getAppendRefused());
      case PRE_VOTE_REQUEST -> reader.read(wire.getPreVoteRequest());
      case PRE_VOTE_RESPONSE -> reader.read(wire.getPreVoteResponse());
      case VOTE_REQUEST -> reader.read(wire.getVoteRequest());
      case VOTE_RESPONSE -> reader.read(wire.getVoteResponse());
      case TIMEOUT_NOW ->
        new TimeoutNow(reader.positive("term", wire.getTimeoutNow().getTerm()));
      case CONFIRM_REQUEST -> reader.read(wire.getConfirmRequest());
      case CONFIRM_RESPONSE -> reader.read(wire.getConfirmResponse());
      case READ_INDEX_REQUEST -> reader.read(wire.getReadIndexRequest());
      case READ_INDEX_RESPONSE -> reader.read(wire.getReadIndexResponse());
      case SNAPSHOT_OFFER -> reader.read(wire.getSnapshotOffer());
      case SNAPSHOT_REQUEST, SNAPSHOT_PIECE, SNAPSHOT_UNAVAILABLE ->
        throw new IllegalArgumentException("it is not one of the core's");
      case BODY_NOT_SET -> throw new IllegalArgumentException("it has no body");
    };
  }

  private static Wire.Refusal write(Refusal refusal) {
    return switch (refusal) {
      case STALE_TERM -> Wire.Refusal.REFUSAL_STALE_TERM;
      case ALREADY_VOTED -> Wire.Refusal.REFUSAL_ALREADY_VOTED;
      case LOG_BEHIND -> Wire.Refusal.REFUSAL_LOG_BEHIND;
      case LEADER_ALIVE -> Wire.Refusal.REFUSAL_LEADER_ALIVE;
      case LOG_MISMATCH -> Wire.Refusal.REFUSAL_LOG_MISMATCH;
      case NOT_LEADER -> Wire.Refusal.REFUSAL_NOT_LEADER;
    };
  }

  /** Fills in the body. */
  private record Writer(Wire.GroupMessage.Builder wire)
      implements Message.Visitor<Wire.GroupMessage.Builder> {
    @Override
    public Wire.GroupMessage.Builder preVoteRequest(PreVoteRequest m) {
      return wire.setPreVoteRequest(Wire.PreVoteRequest.newBuilder()
          .setTerm(m.term())
          .setLastIndex(m.lastIndex())
          .setLastTerm(m.lastTerm()));
    }

    @Override
    public Wire.GroupMessage.Builder preVoteResponse(PreVoteResponse m) {
      Wire.PreVoteResponse.Builder body = Wire.PreVoteResponse.newBuilder().setTerm(m.term());
      if (!m.granted()) {
        body.setRefusal(write(m.refusal()));
      }
      return wire.setPreVoteResponse(body);
    }

    @Override
    public Wire.GroupMessage.Builder voteRequest(VoteRequest m) {
      return wire.setVoteRequest(Wire.VoteRequest.newBuilder()
          .setTerm(m.term())
          .setLastIndex(m.lastIndex())
          .setLastTerm(m.lastTerm())
          .setTransfer(m.transfer()));
    }

    @Override
    public Wire.GroupMessage.Builder voteResponse(VoteResponse m) {
      Wire.VoteResponse.Builder body = Wire.VoteResponse.newBuilder().setTerm(m.term());
      if (!m.granted()) {
        body.setRefusal(write(m.refusal()));
      }
      return wire.setVoteResponse(body);
    }

    @Override
    public Wire.GroupMessage.Builder appendRequest(AppendRequest m) {
      Wire.AppendRequest.Builder body = Wire.AppendRequest.newBuilder()
          .setTerm(m.term())
          .setPrevIndex(m.prevIndex())
          .setPrevTerm(m.prevTerm())
          .setCommitIndex(m.commitIndex())
          .setSentAt(m.sentAt());
      long runTerm = 0;
      int runLength = 0;
      for (EntryRecord entry : m.entries()) {
        if (entry.term() != runTerm && runLength > 0) {
          body.addRunTerms(runTerm).addRunLengths(runLength);
          runLength = 0;
        }
        runTerm = entry.term();
        runLength++;
        body.addRecords(UnsafeByteOperations.unsafeWrap(entry.bytes()));
      }
      if (runLength > 0) {
        body.addRunTerms(runTerm).addRunLengths(runLength);
      }
      return wire.setAppendRequest(body);
    }

    @Override
    public Wire.GroupMessage.Builder appendAccepted(AppendAccepted m) {
      return wire.setAppendAccepted(Wire.AppendAccepted.newBuilder()
          .setTerm(m.term())
          .setMatchIndex(m.matchIndex())
          .setSentAt(m.sentAt()));
    }

    @Override
    public Wire.GroupMessage.Builder appendRefused(AppendRefused m) {
      return wire.setAppendRefused(Wire.AppendRefused.newBuilder()
          .setTerm(m.term())
          .setRefusal(write(m.refusal()))
          .setPrevIndex(m.prevIndex())
          .setHintIndex(m.hintIndex())
          .setHintTerm(m.hintTerm())
          .setSentAt(m.sentAt()));
    }

    @Override
    public Wire.GroupMessage.Builder timeoutNow(TimeoutNow m) {
      return wire.setTimeoutNow(Wire.TimeoutNow.newBuilder().setTerm(m.term()));
    }

    @Override
    public Wire.GroupMessage.Builder confirmRequest(ConfirmRequest m) {
      return wire.setConfirmRequest(
          Wire.ConfirmRequest.newBuilder().setTerm(m.term()).setRound(m.round()));
    }

    @Override
    public Wire.GroupMessage.Builder confirmResponse(ConfirmResponse m) {
      Wire.ConfirmResponse.Builder body =
          Wire.ConfirmResponse.newBuilder().setTerm(m.term()).setRound(m.round());
      if (!m.confirmed()) {
        body.setRefusal(write(m.refusal()));
      }
      return wire.setConfirmResponse(body);
    }

    @Override
    public Wire.GroupMessage.Builder readIndexRequest(ReadIndexRequest m) {
      return wire.setReadIndexRequest(
          Wire.ReadIndexRequest.newBuilder().setTerm(m.term()).setId(m.id()));
    }

    @Override
    public Wire.GroupMessage.Builder readIndexResponse(ReadIndexResponse m) {
      Wire.ReadIndexResponse.Builder body =
          Wire.ReadIndexResponse.newBuilder().setTerm(m.term()).setId(m.id()).setIndex(m.index());
      if (!m.answered()) {
        body.setRefusal(write(m.refusal()));
      }
      return wire.setReadIndexResponse(body);
    }

    @Override
    public Wire.GroupMessage.Builder snapshotOffer(SnapshotOffer m) {
      return wire.setSnapshotOffer(Wire.SnapshotOffer.newBuilder()
          .setTerm(m.term())
          .setIndex(m.index())
          .setLastTerm(m.lastTerm())
          .setSentAt(m.sentAt()));
    }
  }

  /** Reads and checks the body; knows the partition for the sake of messages that name it. */
  private record Reader(int partition) {

    PreVoteRequest read(Wire.PreVoteRequest m) {
      long term = positive("term", m.getTerm());
      checkEntry("last", m.getLastIndex(), m.getLastTerm(), term);
      return new PreVoteRequest(term, m.getLastIndex(), m.getLastTerm());
    }

    PreVoteResponse read(Wire.PreVoteResponse m) {
      return new PreVoteResponse(
          notNegative("term", m.getTerm()), m.hasRefusal() ? read(m.getRefusal()) : null);
    }

    VoteRequest read(Wire.VoteRequest m) {
      long term = positive("term", m.getTerm());
      checkEntry("last", m.getLastIndex(), m.getLastTerm(), term);
      return new VoteRequest(term, m.getLastIndex(), m.getLastTerm(), m.getTransfer());
    }

    VoteResponse read(Wire.VoteResponse m) {
      return new VoteResponse(
          notNegative("term", m.getTerm()), m.hasRefusal() ? read(m.getRefusal()) : null);
    }

    AppendAccepted read(Wire.AppendAccepted m) {
      return new AppendAccepted(
          positive("term", m.getTerm()),
          notNegative("match_index", m.getMatchIndex()),
          m.getSentAt());
    }

    AppendRefused read(Wire.AppendRefused m) {
      return new AppendRefused(
          positive("term", m.getTerm()),
          read(m.getRefusal()),
          notNegative("prev_index", m.getPrevIndex()),
          notNegative("hint_index", m.getHintIndex()),
          notNegative("hint_term", m.getHintTerm()),
          m.getSentAt());
    }

    AppendRequest read(Wire.AppendRequest m, EntryChecksum checksum) throws CorruptEntryException {
      long term = positive("term", m.getTerm());
      checkEntry("prev", m.getPrevIndex(), m.getPrevTerm(), term);
      return new AppendRequest(
          term,
          m.getPrevIndex(),
          m.getPrevTerm(),
          notNegative("commit_index", m.getCommitIndex()),
          m.getSentAt(),
          entries(m, checksum));
    }

    ConfirmRequest read(Wire.ConfirmRequest m) {
      return new ConfirmRequest(positive("term", m.getTerm()), positive("round", m.getRound()));
    }

    ConfirmResponse read(Wire.ConfirmResponse m) {
      return new ConfirmResponse(
          positive("term", m.getTerm()),
          positive("round", m.getRound()),
          m.hasRefusal() ? read(m.getRefusal()) : null);
    }

    ReadIndexRequest read(Wire.ReadIndexRequest m) {
      return new ReadIndexRequest(positive("term", m.getTerm()), m.getId());
    }

    ReadIndexResponse read(Wire.ReadIndexResponse m) {
      return new ReadIndexResponse(
          positive("term", m.getTerm()),
          m.getId(),
          notNegative("index", m.getIndex()),
          m.hasRefusal() ? read(m.getRefusal()) : null);
    }

    SnapshotOffer read(Wire.SnapshotOffer m) {
      long term = positive("term", m.getTerm());
      positive("index", m.getIndex());
      checkEntry("last", m.getIndex(), m.getLastTerm(), term);
      return new SnapshotOffer(term, m.getIndex(), m.getLastTerm(), m.getSentAt());
    }

    private List<EntryRecord> entries(Wire.AppendRequest m, EntryChecksum checksum)
        throws CorruptEntryException {
      List<ByteString> records = m.getRecordsList();
      checkRuns(m);
      check(m.getPrevIndex() <= Long.MAX_VALUE - records.size(), "prev_index", m.getPrevIndex());
      List<EntryRecord> entries = new ArrayList<>(records.size());
      for (int run = 0; run < m.getRunTermsCount(); run++) {
        long term = m.getRunTerms(run);
        for (int end = entries.size() + m.getRunLengths(run); entries.size() < end; ) {
          byte[] bytes = records.get(entries.size()).toByteArray();
          EntryRecord entry = new EntryRecord(m.getPrevIndex() + entries.size() + 1, term, bytes);
          EntryRecords.verify(partition, entry, checksum);
          entries.add(entry);
        }
      }
      return Collections.unmodifiableList(entries);
    }

    /**
     * Before any entry is made: that the runs cover the records exactly, and that terms do not
     * fall.
     */
    private void checkRuns(Wire.AppendRequest m) {
      check(
          m.getRunLengthsCount() == m.getRunTermsCount(),
          "number of run_lengths",
          m.getRunLengthsCount());
      long previous = Math.max(0, m.getPrevTerm() - 1);
      long left = m.getRecordsCount();
      for (int run = 0; run < m.getRunTermsCount(); run++) {
        long term = m.getRunTerms(run);
        int length = m.getRunLengths(run);
        check(term > previous && term <= m.getTerm(), "run_terms", term);
        check(length > 0 && length <= left, "run_lengths", length);
        previous = term;
        left -= length;
      }
      check(left == 0, "number of records beyond the runs", left);
    }

    private Refusal read(Wire.Refusal refusal) {
      return switch (refusal) {
        case REFUSAL_STALE_TERM -> Refusal.STALE_TERM;
        case REFUSAL_ALREADY_VOTED -> Refusal.ALREADY_VOTED;
        case REFUSAL_LOG_BEHIND -> Refusal.LOG_BEHIND;
        case REFUSAL_LEADER_ALIVE -> Refusal.LEADER_ALIVE;
        case REFUSAL_LOG_MISMATCH -> Refusal.LOG_MISMATCH;
        case REFUSAL_NOT_LEADER -> Refusal.NOT_LEADER;
        case REFUSAL_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "partition " + partition + ": the refusal is missing or unknown to this version");
      };
    }

    private void checkEntry(String what, long index, long term, long maxTerm) {
      check(index >= 0, what + "_index", index);
      check(term >= 0 && term <= maxTerm && (term == 0) == (index == 0), what + "_term", term);
    }

    long positive(String what, long value) {
      check(value > 0, what, value);
      return value;
    }

    private long notNegative(String what, long value) {
      check(value >= 0, what, value);
      return value;
    }

    private void check(boolean valid, String what, long value) {
      if (!valid) {
        throw new IllegalArgumentException(
            "partition " + partition + ": " + what + " is out of range: " + value);
      }
    }
  }
}
