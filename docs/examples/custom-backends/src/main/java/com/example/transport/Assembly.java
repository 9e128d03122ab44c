package com.example.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Makes frames of datagrams. Of each session datagrams are taken in order and no other way: one
 * that comes late is dropped, and a gap costs the frame that it is in. So a session needs one
 * unfinished frame, and keeps its order (TR-2, TR-3). For one thread.
 */
// #region assembly
final class Assembly {
  /** Senders beyond that push out the one that was silent for longest. */
  private static final int MOST_SESSIONS = 256;

  private final int maxFrameBytes;

  /** The one that was silent for longest comes first. */
  private final Map<Long, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  private long heldBytes;

  /** A frame takes memory as it comes, and not as it is announced. */
  private static final class Session {
    private long next;
    private Optional<ByteArrayOutputStream> unfinished = Optional.empty();
    private int frameBytes;
  }

  Assembly(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Whether the datagram begins a frame that is too large; its pieces are then not taken. */
  boolean refuses(Datagram datagram) {
    return datagram.frameBytes() > maxFrameBytes && datagram.offset() == 0;
  }

  /** Takes a piece; returns the frame if it is whole now. */
  Optional<ByteBuffer> take(Datagram datagram) {
    Session session = sessions.computeIfAbsent(datagram.session(), id -> new Session());
    bound();
    if (datagram.number() < session.next) {
      return Optional.empty();
    }
    if (datagram.number() > session.next) {
      forget(session);
    }
    session.next = datagram.number() + 1;
    if (datagram.offset() == 0) {
      forget(session);
      session.frameBytes = datagram.frameBytes();
      session.unfinished = datagram.frameBytes() > maxFrameBytes
          ? Optional.empty()
          : Optional.of(new ByteArrayOutputStream());
    }
    if (session.unfinished.isEmpty()
        || session.frameBytes != datagram.frameBytes()
        || session.unfinished.get().size() != datagram.offset()) {
      forget(session);
      return Optional.empty();
    }
    return add(session, datagram.piece());
  }

  private Optional<ByteBuffer> add(Session session, ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    ByteArrayOutputStream frame = session.unfinished.orElseThrow();
    frame.writeBytes(bytes);
    heldBytes += bytes.length;
    if (frame.size() < session.frameBytes) {
      return Optional.empty();
    }
    forget(session);
    return Optional.of(ByteBuffer.wrap(frame.toByteArray()));
  }

  /** All unfinished frames together have room for four of the largest. */
  private void bound() {
    Iterator<Session> eldest = sessions.values().iterator();
    while (sessions.size() > MOST_SESSIONS || heldBytes > 4L * maxFrameBytes) {
      forget(eldest.next());
      eldest.remove();
    }
  }

  long heldBytes() {
    return heldBytes;
  }

  private void forget(Session session) {
    heldBytes -= session.unfinished.map(ByteArrayOutputStream::size).orElse(0);
    session.unfinished = Optional.empty();
  }
}
// #endregion
