package io.quorate.sim.device;

import io.quorate.engine.codec.FrameDecoder;
import io.quorate.engine.codec.FrameLimits;
import io.quorate.engine.codec.FrameSeal;
import io.quorate.engine.codec.MalformedFrameException;
import io.quorate.sim.world.Digest;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Checks for one process, in a run with secrets, that it takes nothing that was forged, nothing
 * that was made for an earlier process, and nothing of a session twice (I40).
 */
final class SealCheck {
  private final World world;
  private final SimProcess process;
  private final FrameDecoder decoder = new FrameDecoder(FrameLimits.MAX_FRAME_BYTES);
  private final Set<Long> taken = new LinkedHashSet<>();
  private OptionalLong bootId = OptionalLong.empty();

  SealCheck(World world, SimProcess process) {
    this.world = world;
    this.process = process;
  }

  /** The process sends a frame, which tells who it is. */
  void sends(ByteBuffer frame) {
    if (bootId.isEmpty()) {
      try {
        bootId = OptionalLong.of(decoder.decode(frame).header().bootId());
      } catch (MalformedFrameException e) {
        return; // a transport of somebody else's may have changed it
      }
    }
  }

  /** A frame is handed to the process. */
  void deliver(byte[] bytes, boolean forged, Runnable hand) {
    Optional<FrameSeal> seal =
        FrameSeal.of(ByteBuffer.wrap(bytes)).filter(found -> found.session() != 0);
    long digest = Digest.of(bytes);
    boolean again = seal.isPresent() && taken.contains(digest);
    boolean late =
        seal.isPresent() && bootId.isPresent() && seal.get().session() != bootId.getAsLong();
    if (!forged && (again || late)) {
      world.count(Mark.STALE);
    }
    long before = process.framesTaken();
    hand.run();
    if (process.framesTaken() == before) {
      return;
    }
    if (forged || again || late) {
      world.fail(
          "I40",
          -1,
          "node " + process.node() + " took a frame that "
              + (forged
                  ? "nobody with the secret had made"
                  : again ? "it had taken before" : "was made for an earlier process"));
    }
    if (seal.isPresent()) {
      taken.add(digest);
    }
  }
}
