package io.quorate.transport.grpc;

import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.grpc.netty.shaded.io.netty.util.concurrent.ScheduledFuture;
import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Admission;
import io.quorate.transport.common.Remarks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes to one peer: a bounded queue and, when there is something to send, a connection.
 *
 * <pre>
 *            a frame                     the peer answers
 *   IDLE ──────────────▶ CONNECTING ────────────────────────▶ OPEN
 *    ▲                    ▲      │ no address answers           │ broken
 *    │ none wished    wait over, │                              │
 *    │ to send        some did   ▼                              │
 *    └──────────────────────── WAITING ◀────────────────────────┘
 * </pre>
 *
 * {@link #offer} may be called by any thread; everything else happens on one event loop, which
 * needs no lock and keeps the order. Frames are shed as unreachable from a failed attempt until a
 * later one succeeds or until nobody wished to send during a whole wait. When an open connection
 * breaks, what gRPC already had is lost, and what was still queued here is kept for the next
 * connection, unless that fails.
 */
final class PeerLink implements OutgoingConnection.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcTransport.class);

  private static final long FIRST_WAIT_MILLIS = 50;
  private static final long LONGEST_WAIT_MILLIS = 1_000;

  /** A connection that lived shorter than this did not mend the peer: the waits go on growing. */
  private static final long STABLE_AFTER_MILLIS = 1_000;

  private enum State {
    IDLE,
    CONNECTING,
    OPEN,
    WAITING,
    CLOSED
  }

  /** What a link needs from its transport. */
  interface Connector {
    /** Looks the peer's host up and tells the loop. */
    void resolve(
        NodeAddress peer,
        EventLoop loop,
        BiConsumer<List<InetAddress>, UnknownHostException> answer);

    /** Prepares a connection. */
    OutgoingConnection connection(
        NodeAddress peer, InetAddress address, EventLoop loop, OutgoingConnection.Owner owner);
  }

  private final NodeAddress peer;
  private final String title;
  private final GrpcTransportOptions options;
  private final Connector connector;
  private final TransportCounters counters;
  private final Remarks remarks;
  private final EventLoop loop;

  // Shared with the threads that send.
  private final Queue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean turnPending = new AtomicBoolean();
  private final Runnable turn = this::turn;
  private volatile boolean unreachable;
  private volatile boolean wished;

  // Of the loop alone.
  private State state = State.IDLE;
  private final Deque<InetAddress> untried = new ArrayDeque<>();
  private OutgoingConnection connection;
  private ScheduledFuture<?> timer;
  private int failures;
  private long openedAtNanos;
  private boolean complained;

  PeerLink(
      NodeAddress peer,
      GrpcTransportOptions options,
      Connector connector,
      TransportCounters counters,
      Remarks remarks,
      EventLoop loop) {
    this.peer = peer;
    this.title = options.nodeName() + " -> " + peer;
    this.options = options;
    this.connector = connector;
    this.counters = counters;
    this.remarks = remarks;
    this.loop = loop;
  }

  /** Admits a frame, or not. Any thread. */
  Admission offer(ByteBuffer frame) {
    if (unreachable) {
      if (!wished) {
        wished = true;
      }
      counters.shedFrames.increment();
      return Admission.SHED_UNREACHABLE;
    }
    int cost = cost(frame);
    if (queuedBytes.addAndGet(cost) > options.queueBytes()) {
      queuedBytes.addAndGet(-cost);
      counters.shedFrames.increment();
      return Admission.SHED_QUEUE_FULL;
    }
    queue.add(frame);
    // Reading first spares busy senders the contended write.
    if (!turnPending.get() && turnPending.compareAndSet(false, true)) {
      try {
        loop.execute(turn);
      } catch (RejectedExecutionException e) {
        return Admission.CLOSED;
      }
    }
    return Admission.QUEUED;
  }

  private static int cost(ByteBuffer frame) {
    return frame.remaining() + GrpcTransportOptions.FRAME_OVERHEAD;
  }

  private void turn() {
    // Before the queue is looked at: a frame added later asks for another turn.
    turnPending.set(false);
    switch (state) {
      case IDLE -> {
        if (!queue.isEmpty()) {
          resolve();
        }
      }
      case OPEN -> flush();
      case CLOSED -> dropQueue();
      case CONNECTING, WAITING -> {
        // They wait for the connection.
      }
    }
  }

  private void flush() {
    while (state == State.OPEN && connection.isReady()) {
      FrameBatch batch = new FrameBatch();
      long freed = 0;
      ByteBuffer next;
      while ((next = queue.peek()) != null && batch.hasRoomFor(next)) {
        queue.remove();
        batch.add(next);
        freed += cost(next);
      }
      if (batch.isEmpty()) {
        return;
      }
      connection.write(batch);
      queuedBytes.addAndGet(-freed);
      counters.sentFrames.add(batch.frames().size());
      counters.sentBytes.add(batch.payloadBytes());
    }
  }

  // Connecting

  private void resolve() {
    state = State.CONNECTING;
    wished = false;
    connector.resolve(peer, loop, (addresses, failure) -> {
      if (state == State.CONNECTING && connection == null) {
        untried.clear();
        untried.addAll(addresses);
        connectNext(failure == null ? "no address" : "unknown host: " + failure.getMessage());
      }
    });
  }

  private void connectNext(String lastReason) {
    InetAddress address = untried.poll();
    if (address == null) {
      connectingFailed(lastReason);
      return;
    }
    OutgoingConnection attempt;
    try {
      attempt = connector.connection(peer, address, loop, this);
    } catch (RuntimeException e) {
      // For example a host that is no legal authority. It must not leave the link waiting for ever.
      connectNext("cannot connect: " + e);
      return;
    }
    connection = attempt;
    timer = loop.schedule(
        () -> attempt.fail("no answer within " + options.connectTimeout().toMillis() + " ms"),
        options.connectTimeout().toMillis(),
        TimeUnit.MILLISECONDS);
    attempt.open();
  }

  @Override
  public void opened(OutgoingConnection opened) {
    if (opened != connection) {
      return;
    }
    timer.cancel(false);
    untried.clear();
    state = State.OPEN;
    openedAtNanos = System.nanoTime();
    unreachable = false;
    counters.connectionsOpened.increment();
    if (complained) {
      complained = false;
      LOG.info("{}: connected", title);
    }
    flush();
  }

  @Override
  public void writable(OutgoingConnection writable) {
    if (writable == connection) {
      flush();
    }
  }

  @Override
  public void ended(OutgoingConnection ended, String reason) {
    if (ended != connection) {
      return;
    }
    timer.cancel(false);
    connection = null;
    Strangers.answering(reason).ifPresent(this::remark);
    if (state == State.CONNECTING) {
      connectNext(reason);
    } else {
      lost(reason);
    }
  }

  /** It does not mend by itself, and so is said again. */
  private void remark(String stranger) {
    counters.strangers.increment();
    if (remarks.isDue(title)) {
      LOG.warn("{}: {}", title, stranger);
    }
  }

  private void lost(String reason) {
    counters.connectionsLost.increment();
    boolean wasStable =
        System.nanoTime() - openedAtNanos >= TimeUnit.MILLISECONDS.toNanos(STABLE_AFTER_MILLIS);
    failures = wasStable ? 0 : failures + 1;
    LOG.debug("{}: connection lost ({})", title, reason);
    waitBeforeNext();
  }

  private void connectingFailed(String reason) {
    counters.connectionsFailed.increment();
    failures++;
    unreachable = true;
    dropQueue();
    // Once per outage: a dead peer is tried every second.
    if (complained) {
      LOG.debug("{}: still cannot connect ({})", title, reason);
    } else {
      complained = true;
      LOG.warn(
          "{}: cannot connect ({}); trying again when there is something to send", title, reason);
    }
    waitBeforeNext();
  }

  private void waitBeforeNext() {
    state = State.WAITING;
    int doublings = Math.min(Math.max(failures - 1, 0), 10);
    long longest = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << doublings);
    // Not all nodes at once, when a peer that all of them lost comes back.
    long wait = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    timer = loop.schedule(this::waited, wait, TimeUnit.MILLISECONDS);
  }

  private void waited() {
    if (state != State.WAITING) {
      return;
    }
    if (wished || !queue.isEmpty()) {
      resolve();
    } else {
      // Nobody wants this peer now. The next frame is queued and tells anew whether it can be
      // reached.
      state = State.IDLE;
      unreachable = false;
      if (!queue.isEmpty()) {
        resolve();
      }
    }
  }

  private void dropQueue() {
    ByteBuffer frame;
    while ((frame = queue.poll()) != null) {
      queuedBytes.addAndGet(-cost(frame));
      counters.droppedFrames.increment();
    }
  }

  /** Makes the connection anew if its peer may not be spoken with any more. Any thread. */
  void failIfRefused() {
    try {
      loop.execute(() -> {
        if (connection != null && connection.isOpened()) {
          connection.failIfRefused();
        }
      });
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the connection.
    }
  }

  /** Closes the connection and drops the queue, for good. Any thread; done soon after. */
  void close() {
    try {
      loop.execute(() -> {
        state = State.CLOSED;
        if (timer != null) {
          timer.cancel(false);
        }
        if (connection != null) {
          connection.close("closed by this node");
          connection = null;
        }
        dropQueue();
      });
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the connection.
    }
  }
}
