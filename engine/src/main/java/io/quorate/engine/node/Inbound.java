package io.quorate.engine.node;

import io.quorate.engine.auth.RefusedFrameException;
import io.quorate.engine.codec.Envelope;
import io.quorate.engine.codec.Frame;
import io.quorate.engine.codec.FrameDecoder;
import io.quorate.engine.codec.FrameDecoder.Check;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.engine.codec.FrameSeal;
import io.quorate.engine.codec.MalformedFrameException;
import io.quorate.engine.codec.TransferEnvelope;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.Input;
import io.quorate.engine.system.SystemMessage;
import io.quorate.spi.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Takes frames from the transport: understands them, refuses what does not belong here, and hands
 * the messages to the event loops of their partitions. What waits there is bounded; beyond, frames
 * are dropped, as the network might have.
 */
final class Inbound implements Transport.Receiver {
  /**
   * So many messages from outside of any group may wait for one turn, and half as many from senders
   * that are no members.
   */
  static final int MAX_WAITING_SYSTEM = 256;

  private final NodeContext context;
  private final PartitionLoop[] loops;
  private final FrameDecoder decoder;
  private final Check<RefusedFrameException> check;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicInteger waitingSystem = new AtomicInteger();
  private final AtomicBoolean waitingNews = new AtomicBoolean();

  Inbound(NodeContext context, PartitionLoop[] loops) {
    this.context = context;
    this.loops = loops;
    this.decoder = new FrameDecoder(FrameLimits.MAX_FRAME_BYTES);
    this.check = context
        .authenticator
        .<Check<RefusedFrameException>>map(one -> one::check)
        .orElse(this::noteSeal);
  }

  @Override
  public void onFrame(String hint, ByteBuffer bytes) {
    int size = bytes.remaining();
    if (waitingBytes.get() + size > context.settings.inboundBytes()) {
      context.counters.increment(Counter.FRAMES_OVERFLOW);
      return;
    }
    Frame frame;
    try {
      frame = decoder.decode(bytes, check);
    } catch (MalformedFrameException e) {
      context.counters.increment(Counter.FRAMES_MALFORMED);
      return;
    } catch (RefusedFrameException e) {
      context.refusedFrames.note(hint, e);
      e.authenticHeader().filter(this::belongsHere).ifPresent(this::noteStranger);
      return;
    }
    context.counters.increment(Counter.FRAMES_RECEIVED);
    context.counters.add(Counter.MESSAGES_MALFORMED, frame.skipped().malformed());
    context.counters.add(Counter.MESSAGES_UNKNOWN, frame.skipped().unknown());
    int from = frame.header().from();
    for (SystemMessage message : frame.system()) {
      hand(from, message);
    }
    if (!frame.groups().isEmpty() || !frame.transfers().isEmpty()) {
      if (belongsHere(frame.header())) {
        noteProcess(frame.header());
        hand(frame, size);
      } else {
        context.counters.increment(Counter.FRAMES_FOREIGN);
      }
    }
  }

  /** Whoever seals frames takes none of this node's. */
  private void noteSeal(FrameHeader header, ByteBuffer frame) {
    if (FrameSeal.of(frame).isPresent()) {
      context.refusedFrames.noteSealed(header.from());
    }
  }

  /** Anybody may send these, so that a flood is cut off here, before it costs anything. */
  private void hand(int from, SystemMessage message) {
    int limit = context.isOtherMember(from) ? MAX_WAITING_SYSTEM : MAX_WAITING_SYSTEM / 2;
    if (waitingSystem.incrementAndGet() > limit) {
      waitingSystem.decrementAndGet();
      context.counters.increment(Counter.MESSAGES_SYSTEM_SHED);
      return;
    }
    loops[0].execute(() -> {
      waitingSystem.decrementAndGet();
      loops[0].systemHost().received(from, message);
    });
  }

  private boolean belongsHere(FrameHeader header) {
    return context.cluster().isPresent()
        && header.cluster().equals(context.cluster())
        && header.to().isPresent()
        && header.to().getAsInt() == context.settings.nodeId()
        && context.isOtherMember(header.from());
  }

  /** A member does not know this process yet: asked who it is, it asks back. */
  private void noteStranger(FrameHeader header) {
    note(host -> host.unknownTo(header));
  }

  private void noteProcess(FrameHeader header) {
    Long boot = context.boots().get(header.from());
    if (boot == null || boot != header.bootId()) {
      note(host -> host.heard(header));
    }
  }

  /** One at a time waits: of the same sender there will be more. */
  private void note(Consumer<SystemHost> news) {
    if (waitingNews.compareAndSet(false, true)) {
      loops[0].execute(() -> {
        waitingNews.set(false);
        news.accept(loops[0].systemHost());
      });
    }
  }

  private void hand(Frame frame, int size) {
    int from = frame.header().from();
    List<List<Envelope>> byLoop = new ArrayList<>(loops.length);
    List<List<TransferEnvelope>> transfers = new ArrayList<>(loops.length);
    for (int i = 0; i < loops.length; i++) {
      byLoop.add(new ArrayList<>());
      transfers.add(frame.transfers().isEmpty() ? List.of() : new ArrayList<>());
    }
    for (Envelope envelope : frame.groups()) {
      byLoop.get(envelope.partition() % loops.length).add(envelope);
    }
    for (TransferEnvelope envelope : frame.transfers()) {
      transfers.get(envelope.partition() % loops.length).add(envelope);
    }
    for (int i = 0; i < loops.length; i++) {
      List<Envelope> envelopes = byLoop.get(i);
      List<TransferEnvelope> pieces = transfers.get(i);
      if (!envelopes.isEmpty() || !pieces.isEmpty()) {
        // The frame's bytes count until its last message is handled; counting them for each loop is
        // close enough.
        waitingBytes.addAndGet(size);
        PartitionLoop loop = loops[i];
        loop.execute(() -> {
          waitingBytes.addAndGet(-size);
          deliver(loop, from, envelopes);
          deliverTransfers(loop, from, pieces);
        });
      }
    }
  }

  private void deliver(PartitionLoop loop, int from, List<Envelope> envelopes) {
    for (Envelope envelope : envelopes) {
      PartitionHost host = loop.partition(envelope.partition());
      if (host == null) {
        context.counters.increment(Counter.MESSAGES_UNKNOWN_PARTITION);
      } else {
        host.input(new Input.Received(from, envelope.message()));
      }
    }
  }

  private void deliverTransfers(PartitionLoop loop, int from, List<TransferEnvelope> envelopes) {
    for (TransferEnvelope envelope : envelopes) {
      PartitionHost host = loop.partition(envelope.partition());
      if (host == null) {
        context.counters.increment(Counter.MESSAGES_UNKNOWN_PARTITION);
      } else {
        host.snapshots().received(from, envelope.message());
      }
    }
  }
}
