package io.quorate.engine.node;

import io.quorate.NodeAddress;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.engine.codec.FrameSeal.Sealer;
import io.quorate.engine.codec.OutgoingFrame;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.Message;
import io.quorate.engine.snapshot.TransferMessage;
import io.quorate.spi.Transport.Admission;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What one event loop says to the other members in one turn: one frame for each, unless it grows
 * too large.
 */
final class Outbox {
  /**
   * More is gathered into further frames, so that what is urgent does not wait behind much else.
   */
  private static final int GATHER_BYTES = 4 << 20;

  private final NodeContext context;
  private final TreeMap<Integer, OutgoingFrame> frames = new TreeMap<>();

  Outbox(NodeContext context) {
    this.context = context;
  }

  void add(int to, int partition, Message message) {
    add(to, frame -> frame.add(partition, message));
  }

  void add(int to, int partition, TransferMessage message) {
    add(to, frame -> frame.add(partition, message));
  }

  private void add(int to, Function<OutgoingFrame, OutgoingFrame.Added> message) {
    OutgoingFrame frame = frames.get(to);
    if (frame == null) {
      frame = new OutgoingFrame(FrameLimits.MAX_FRAME_BYTES, GATHER_BYTES);
      frames.put(to, frame);
    }
    OutgoingFrame.Added added = message.apply(frame);
    if (added == OutgoingFrame.Added.FULL) {
      send(to, frame);
      added = message.apply(frame);
    }
    if (added != OutgoingFrame.Added.ADDED) {
      context.counters.increment(Counter.MESSAGES_UNSENT);
    }
  }

  /** Sends what the turn has gathered. */
  void flush() {
    frames.forEach((to, frame) -> {
      if (!frame.isEmpty()) {
        send(to, frame);
      }
    });
  }

  /** Whom nobody has heard since this process began, there is no session with yet. */
  private Optional<Sealer> sealer(int to) {
    if (context.authenticator.isEmpty()) {
      return Optional.empty();
    }
    return Optional.ofNullable(context.boots().get(to))
        .map(boot -> context.authenticator.get().session(to, boot));
  }

  private void send(int to, OutgoingFrame frame) {
    Optional<NodeAddress> address = context.address(to);
    Optional<Sealer> sealer = sealer(to);
    ByteBuffer encoded = frame.encode(context.header(OptionalInt.of(to)), sealer);
    if (address.isEmpty() || sealer.isPresent() != context.authenticator.isPresent()) {
      context.counters.increment(Counter.MESSAGES_UNSENT);
      return;
    }
    Admission admission = context.transport.send(address.get(), encoded);
    context.counters.increment(
        admission == Admission.QUEUED ? Counter.FRAMES_SENT : Counter.FRAMES_SHED);
  }
}
