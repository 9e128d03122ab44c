package com.example.transport;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Admission;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What goes to one peer: a queue, and the number of datagrams on their way. A peer answers what it
 * gets. At most {@link #WINDOW} datagrams are unanswered, so that neither its socket's buffer nor
 * the network is flooded, and a peer that has fallen silent is noticed.
 *
 * <p>Any thread may {@link #offer}; all else is for the transport's thread.
 */
final class Peer {
  /** Fits, times a few senders, into the receiving socket's buffer. */
  private static final int WINDOW = 32;

  /** What is not answered for so long is lost. Nothing is sent again: that is the engine's. */
  private static final long ANSWER_NANOS = 250_000_000;

  /** After so many of these in a row the peer is taken for dead. */
  private static final int MOST_SILENCES = 8;

  private static final long FIRST_BACKOFF_NANOS = 100_000_000;
  private static final long LONGEST_BACKOFF_NANOS = 2_000_000_000;

  private final NodeAddress address;
  private final long queueLimit;

  /** At random: who does not see the datagrams cannot answer in the peer's place. */
  private final long session = UUID.randomUUID().getLeastSignificantBits();

  /** These four are guarded by this. */
  private final Deque<ByteBuffer> queue = new ArrayDeque<>();

  private long queuedBytes;
  private boolean dead;
  private long deadUntilNanos;

  private Optional<CompletableFuture<InetSocketAddress>> lookup = Optional.empty();
  private int offset;
  private long sent;
  private long answered;
  private long waitingSinceNanos;
  private int silences;
  private long backoffNanos;

  Peer(NodeAddress address, long queueLimit) {
    this.address = address;
    this.queueLimit = queueLimit;
  }

  NodeAddress address() {
    return address;
  }

  long session() {
    return session;
  }

  // #region offer
  synchronized Admission offer(ByteBuffer frame, long nowNanos) {
    if (dead && nowNanos - deadUntilNanos < 0) {
      return Admission.SHED_UNREACHABLE;
    }
    dead = false; // the back-off is over: this frame is the next attempt
    if (queuedBytes + frame.remaining() > queueLimit) {
      return Admission.SHED_QUEUE_FULL;
    }
    queue.add(frame.slice());
    queuedBytes += frame.remaining();
    return Admission.QUEUED;
  }
  // #endregion

  // #region next
  /** The next datagram, if there is one and it may go. It goes once {@link #sent} is told so. */
  Optional<Datagram> next(int pieceBytes) {
    ByteBuffer frame = first();
    if (frame == null || sent - answered >= WINDOW) {
      return Optional.empty();
    }
    ByteBuffer piece = frame.slice(offset, Math.min(pieceBytes, frame.remaining() - offset));
    return Optional.of(new Datagram(false, session, sent, frame.remaining(), offset, piece));
  }

  /** Takes note that a datagram has gone; tells whether it was the last of its frame. */
  boolean sent(Datagram datagram, long nowNanos) {
    if (sent == answered) {
      waitingSinceNanos = nowNanos;
    }
    sent++;
    offset += datagram.piece().remaining();
    if (offset < datagram.frameBytes()) {
      return false;
    }
    offset = 0;
    removeFirst();
    return true;
  }

  void answered(long number, long nowNanos) {
    answered = Math.max(answered, Math.min(number + 1, sent));
    waitingSinceNanos = nowNanos;
    silences = 0;
    backoffNanos = 0;
  }

  /** Gives up what is not answered in time; tells how many frames that wait go with it. */
  int expire(long nowNanos) {
    if (sent == answered || nowNanos - waitingSinceNanos < ANSWER_NANOS) {
      return 0;
    }
    answered = sent;
    silences++;
    return silences < MOST_SILENCES ? 0 : giveUp(nowNanos);
  }
  // #endregion

  /** Takes the peer for dead for a while, each time for longer. */
  int giveUp(long nowNanos) {
    backoffNanos = Math.min(Math.max(2 * backoffNanos, FIRST_BACKOFF_NANOS), LONGEST_BACKOFF_NANOS);
    silences = MOST_SILENCES - 1; // one more silence is enough the next time
    lookup = Optional.empty(); // it may come back elsewhere
    offset = 0;
    synchronized (this) {
      int frames = queue.size();
      queue.clear();
      queuedBytes = 0;
      dead = true;
      deadUntilNanos = nowNanos + backoffNanos;
      return frames;
    }
  }

  boolean isWaiting() {
    return sent != answered;
  }

  /** Asked for when there is something to send, and kept until the peer is given up. */
  Optional<CompletableFuture<InetSocketAddress>> lookup() {
    return lookup;
  }

  void lookup(CompletableFuture<InetSocketAddress> begun) {
    lookup = Optional.of(begun);
  }

  boolean isIdle() {
    return first() == null;
  }

  private synchronized ByteBuffer first() {
    return queue.peek();
  }

  private synchronized void removeFirst() {
    queuedBytes -= queue.remove().remaining();
  }
}
