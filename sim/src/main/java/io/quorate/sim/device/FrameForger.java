package io.quorate.sim.device;

import io.quorate.engine.auth.Authenticator;
import io.quorate.engine.auth.Secret;
import io.quorate.engine.codec.Envelope;
import io.quorate.engine.codec.Frame;
import io.quorate.engine.codec.FrameDecoder;
import io.quorate.engine.codec.FrameHeader;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.engine.codec.FrameSeal;
import io.quorate.engine.codec.FrameSeal.Sealer;
import io.quorate.engine.codec.MalformedFrameException;
import io.quorate.engine.codec.OutgoingFrame;
import io.quorate.engine.raft.Message;
import io.quorate.engine.system.SystemMessage;
import io.quorate.sim.world.SimRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes of a sealed frame that it has seen what somebody without the secret can make of it: the
 * same or worse, without a seal, with the seal as it was, with one of another secret, or with that
 * of another session.
 */
final class FrameForger {
  private static final Secret WRONG = new Secret("what a forger has guessed");

  private final FrameDecoder decoder = new FrameDecoder(FrameLimits.MAX_FRAME_BYTES);
  private final OutgoingFrame frame = new OutgoingFrame(FrameLimits.MAX_FRAME_BYTES);

  /** Empty for what cannot be read, as a transport of somebody else's may have changed it. */
  Optional<byte[]> forge(byte[] seen, SimRandom random) {
    Optional<FrameSeal> seal = FrameSeal.of(ByteBuffer.wrap(seen));
    Frame whole;
    try {
      whole = decoder.decode(ByteBuffer.wrap(seen));
    } catch (MalformedFrameException e) {
      return Optional.empty();
    }
    for (Envelope envelope : whole.groups()) {
      frame.add(envelope.partition(), lie(envelope.message(), random));
    }
    for (SystemMessage message : whole.system()) {
      frame.add(message);
    }
    Optional<Sealer> sealer = seal.flatMap(found -> sealer(whole.header(), found, random));
    byte[] forged = frame.encode(whole.header(), sealer).array();
    return Arrays.equals(forged, seen) ? Optional.empty() : Optional.of(forged);
  }

  /** What others would like to hear from a majority. */
  private static Message lie(Message truth, SimRandom random) {
    return switch ((int) random.between(0, 2)) {
      case 0 -> new Message.VoteResponse(truth.term(), null);
      case 1 -> new Message.AppendAccepted(truth.term(), random.between(1, 50), 0);
      default -> truth;
    };
  }

  private static Optional<Sealer> sealer(FrameHeader header, FrameSeal seal, SimRandom random) {
    return switch ((int) random.between(0, 3)) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Copied(seal, random.between(0, 3)));
      case 2 -> Optional.of(new Copied(new FrameSeal(0, 0, seal.secretId(), seal.code()), 0));
      default -> {
        Authenticator stranger =
            new Authenticator(WRONG, Optional.empty(), header.from(), header.bootId());
        yield Optional.of(
            header.to().isPresent()
                ? stranger.session(header.to().getAsInt(), seal.session())
                : stranger.open());
      }
    };
  }

  /** A seal that was seen, with a number further on. */
  private record Copied(FrameSeal seal, long further) implements Sealer {
    @Override
    public long session() {
      return seal.session();
    }

    @Override
    public long nextSequence() {
      return seal.sequence() + further;
    }

    @Override
    public int secretId() {
      return seal.secretId();
    }

    @Override
    public byte[] code(byte[] bytes, int length) {
      return seal.code();
    }
  }
}
