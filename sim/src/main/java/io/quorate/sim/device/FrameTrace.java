package io.quorate.sim.device;

import io.quorate.engine.codec.Frame;
import io.quorate.engine.codec.FrameDecoder;
import io.quorate.engine.codec.MalformedFrameException;
import io.quorate.sim.world.Detail;
import io.quorate.sim.world.Detail.Said;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.MessageWords;
import io.quorate.sim.world.World;
import java.nio.ByteBuffer;
import java.util.List;

/** Numbers the frames of a run and tells a full trace what is in them; otherwise does nothing. */
final class FrameTrace {
  private final World world;
  private final FrameDecoder decoder = new FrameDecoder(Integer.MAX_VALUE);
  private long last;

  FrameTrace(World world) {
    this.world = world;
  }

  /** Returns the frame's number; 0 if nobody wants it. */
  long sent(int from, int to, byte[] bytes, boolean overtaken, boolean twice) {
    if (!world.tracesAll()) {
      return 0;
    }
    long number = ++last;
    Detail contents =
        new Detail.FrameContents(messages(ByteBuffer.wrap(bytes)), overtaken, twice ? 2 : 1);
    world.note(Event.FRAME, from, -1, to, number, contents);
    return number;
  }

  /** A fault has taken messages out of a frame; null if nothing is left of it. */
  void filtered(int from, int to, long number, byte[] rest) {
    if (!world.tracesAll()) {
      return;
    }
    if (rest == null) {
      world.note(Event.DROP, from, -1, to, number, Detail.Loss.FILTERED);
    } else {
      Detail contents = new Detail.FrameContents(messages(ByteBuffer.wrap(rest)), false, 1);
      world.note(Event.FILTERED, from, -1, to, number, contents);
    }
  }

  void shed(int from, int to, ByteBuffer frame) {
    if (world.tracesAll()) {
      long number = ++last;
      Detail contents = new Detail.FrameContents(messages(frame), false, 0);
      world.note(Event.FRAME, from, -1, to, number, contents);
      world.note(Event.DROP, from, -1, to, number, Detail.Loss.SHED);
    }
  }

  void nobody(int from, int to, long number) {
    if (world.tracesAll()) {
      world.note(Event.DROP, from, -1, to, number, Detail.Loss.NOBODY);
    }
  }

  void arrived(int from, int to, long number) {
    if (world.tracesAll()) {
      world.note(Event.ARRIVE, to, -1, from, number, null);
    }
  }

  private List<Said> messages(ByteBuffer bytes) {
    try {
      Frame frame = decoder.decode(bytes);
      return frame.groups().stream()
          .map(envelope -> MessageWords.said(envelope.partition(), envelope.message()))
          .toList();
    } catch (MalformedFrameException e) {
      // What nobody can read carries nothing.
      return List.of();
    }
  }
}
