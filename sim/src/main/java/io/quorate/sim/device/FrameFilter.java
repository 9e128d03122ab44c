package io.quorate.sim.device;

import io.quorate.engine.codec.Envelope;
import io.quorate.engine.codec.Frame;
import io.quorate.engine.codec.FrameDecoder;
import io.quorate.engine.codec.MalformedFrameException;
import io.quorate.engine.codec.OutgoingFrame;
import io.quorate.engine.codec.TransferEnvelope;
import io.quorate.engine.raft.Message;
import io.quorate.engine.system.SystemMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Takes messages out of frames by what they are, as if each had come in a frame of its own and some
 * had been lost.
 */
final class FrameFilter {
  private static final int MAX_BYTES = 64 << 20;
  private static final TypeNumber TYPE_NUMBER = new TypeNumber();

  private final FrameDecoder decoder = new FrameDecoder(MAX_BYTES);
  private final OutgoingFrame frame = new OutgoingFrame(MAX_BYTES);

  /**
   * A filter by the types of messages.
   *
   * @param types a bit for each type that is lost, in the order of {@link Message.Visitor}
   * @return true for what is lost
   */
  static Predicate<Envelope> types(long types) {
    return envelope -> (types >> envelope.message().accept(TYPE_NUMBER) & 1) != 0;
  }

  /**
   * A filter by group.
   *
   * @param partition whose messages are lost
   * @return true for what is lost
   */
  static Predicate<Envelope> group(int partition) {
    return envelope -> envelope.partition() == partition;
  }

  /**
   * What is left of a frame. Frames that cannot be understood stay as they are.
   *
   * @param bytes the frame
   * @param lost the filters: what one of them wants is lost
   * @return the rest; null if nothing is left
   */
  byte[] apply(byte[] bytes, List<Predicate<Envelope>> lost) {
    Frame whole = decoded(bytes);
    if (whole == null) {
      return bytes;
    }
    int kept = 0;
    for (Envelope envelope : whole.groups()) {
      if (lost.stream().noneMatch(filter -> filter.test(envelope))) {
        frame.add(envelope.partition(), envelope.message());
        kept++;
      }
    }
    if (kept == whole.groups().size()) {
      frame.encode(whole.header());
      return bytes;
    }
    for (TransferEnvelope envelope : whole.transfers()) {
      frame.add(envelope.partition(), envelope.message());
      kept++;
    }
    for (SystemMessage message : whole.system()) {
      frame.add(message);
      kept++;
    }
    byte[] rest = frame.encode(whole.header()).array();
    return kept == 0 ? null : rest;
  }

  /** Whether a frame has a message that a filter wants. */
  boolean has(byte[] bytes, Predicate<Envelope> wanted) {
    Frame frame = decoded(bytes);
    return frame != null && frame.groups().stream().anyMatch(wanted);
  }

  /** Whether a frame carries messages of groups to another node. */
  boolean isForAnother(int node, byte[] bytes) {
    Frame frame = decoded(bytes);
    if (frame == null || frame.groups().isEmpty() && frame.transfers().isEmpty()) {
      return false;
    }
    OptionalInt to = frame.header().to();
    return to.isPresent() && to.getAsInt() != node;
  }

  /** Null for what cannot be understood, as a transport of somebody else's may have changed it. */
  private Frame decoded(byte[] bytes) {
    try {
      return decoder.decode(ByteBuffer.wrap(bytes));
    } catch (MalformedFrameException e) {
      return null;
    }
  }

  /** What leadership is made of: everything but appends and their answers. */
  static Predicate<Envelope> elections() {
    return types(0b1111_1000_1111);
  }

  /** Counts the types of messages. */
  private static final class TypeNumber implements Message.Visitor<Integer> {
    @Override
    public Integer preVoteRequest(Message.PreVoteRequest m) {
      return 0;
    }

    @Override
    public Integer preVoteResponse(Message.PreVoteResponse m) {
      return 1;
    }

    @Override
    public Integer voteRequest(Message.VoteRequest m) {
      return 2;
    }

    @Override
    public Integer voteResponse(Message.VoteResponse m) {
      return 3;
    }

    @Override
    public Integer appendRequest(Message.AppendRequest m) {
      return 4;
    }

    @Override
    public Integer appendAccepted(Message.AppendAccepted m) {
      return 5;
    }

    @Override
    public Integer appendRefused(Message.AppendRefused m) {
      return 6;
    }

    @Override
    public Integer timeoutNow(Message.TimeoutNow m) {
      return 7;
    }

    @Override
    public Integer confirmRequest(Message.ConfirmRequest m) {
      return 8;
    }

    @Override
    public Integer confirmResponse(Message.ConfirmResponse m) {
      return 9;
    }

    @Override
    public Integer readIndexRequest(Message.ReadIndexRequest m) {
      return 10;
    }

    @Override
    public Integer readIndexResponse(Message.ReadIndexResponse m) {
      return 11;
    }

    @Override
    public Integer snapshotOffer(Message.SnapshotOffer m) {
      return 12;
    }
  }
}
