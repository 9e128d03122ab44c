package io.quorate.transport.http;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Admission;
import io.quorate.transport.common.OneLine;
import io.quorate.transport.common.Remarks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes to one peer: a bounded queue, and a thread that sends what waits there, one request
 * after the other. What gathers while one is under way goes with the next. So the order is kept by
 * doing one thing at a time, and a peer that hangs costs one thread and its queue.
 *
 * <p>Frames are shed as unreachable from a failed attempt until a later one succeeds or until
 * nobody wished to send during a whole wait. When a connection breaks on which the peer had
 * answered before, the frames of the request that was under way are dropped, and what was still
 * queued is kept for the next connection, unless that fails.
 */
final class PeerLink {
  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  private static final long FIRST_WAIT_MILLIS = 50;
  private static final long LONGEST_WAIT_MILLIS = 1_000;

  /** A connection that lived shorter than this did not mend the peer: the waits go on growing. */
  private static final long STABLE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final NodeAddress peer;
  private final String title;
  private final HttpTransportOptions options;
  private final TransportCounters counters;
  private final Remarks remarks;
  private final Supplier<PeerClient> clients;
  private final Thread thread;

  // Shared with the threads that send.
  private final Queue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private volatile boolean asleep;
  private volatile boolean unreachable;
  private volatile boolean wished;
  private volatile boolean closed;
  private volatile PeerClient client;

  // Of the thread alone.
  private int failures;
  private long openedAtNanos;
  private boolean complained;

  PeerLink(
      NodeAddress peer,
      HttpTransportOptions options,
      TransportCounters counters,
      Remarks remarks,
      Supplier<PeerClient> clients,
      ThreadFactory threads) {
    this.peer = peer;
    this.title = options.nodeName() + " -> " + peer;
    this.options = options;
    this.counters = counters;
    this.remarks = remarks;
    this.clients = clients;
    this.thread = threads.newThread(this::run);
  }

  void start() {
    thread.start();
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
    if (asleep) {
      LockSupport.unpark(thread);
    }
    if (closed) {
      // Forgotten meanwhile: the thread may have looked at the queue for the last time.
      dropQueue();
    }
    return Admission.QUEUED;
  }

  private static int cost(ByteBuffer frame) {
    return frame.remaining() + HttpTransportOptions.FRAME_OVERHEAD;
  }

  /** Ends the connection and the thread and drops the queue, for good. Any thread; soon done. */
  void close() {
    closed = true;
    PeerClient used = client;
    if (used != null) {
      used.cancel();
    }
    LockSupport.unpark(thread);
  }

  /** Makes the connection anew if its peer may not be spoken with any more. Any thread. */
  void dropIfRefused() {
    PeerClient used = client;
    if (used != null) {
      used.dropIfRefused();
    }
  }

  // All that follows happens on the thread.

  private void run() {
    try {
      boolean ask = false;
      while (!closed) {
        if (!ask) {
          awaitFrames();
        }
        ask = !closed && !attempt() && pause();
      }
    } finally {
      dropQueue();
      if (client != null) {
        client.close();
      }
    }
  }

  private void awaitFrames() {
    while (queue.isEmpty() && !closed) {
      asleep = true;
      // Looked at again: a frame that was added before "asleep" was seen wakes nobody.
      if (queue.isEmpty() && !closed) {
        LockSupport.park(this);
      }
      asleep = false;
    }
  }

  /**
   * Sends what is queued, or asks the peer whether it is there if nothing is.
   *
   * @return whether the peer can be used on
   */
  private boolean attempt() {
    wished = false;
    FrameBatch batch = null;
    // An interrupt means nothing here, and would fail every attempt.
    Thread.interrupted();
    try {
      if (client == null) {
        client = clients.get();
        if (closed) {
          return false;
        }
      }
      batch = nextBatch();
      return hear(client.post(batch), batch);
    } catch (IOException e) {
      drop(batch);
      return failed(e);
    } catch (Throwable e) {
      // For example a host that cannot be in a URL. It must not leave the peer without a thread.
      drop(batch);
      return giveUp(e.toString(), false);
    } finally {
      if (batch != null) {
        long freed = 0;
        for (ByteBuffer frame : batch.frames()) {
          freed += cost(frame);
        }
        queuedBytes.addAndGet(-freed);
      }
    }
  }

  private FrameBatch nextBatch() {
    FrameBatch batch = client.newBatch();
    ByteBuffer next;
    // Forgetting drops from the queue, too, so what was seen first may be gone.
    while ((next = queue.peek()) != null && batch.hasRoomFor(next)) {
      next = queue.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private boolean hear(PeerClient.Answer answer, FrameBatch batch) {
    if (answer.delivered()) {
      counters.sentFrames.add(batch.frames().size());
      counters.sentBytes.add(batch.payloadBytes());
      counters.sentRequests.increment();
      if (answer.first()) {
        opened();
      }
      return true;
    }
    drop(batch);
    if (answer.marked() && answer.status() == 413) {
      // The peer is well; it takes smaller frames than this node sends.
      counters.refusedFrames.increment();
      if (remarks.isDue(title + " 413")) {
        LOG.warn("{}: {}", title, Strangers.describe(answer));
      }
      return true;
    }
    if (!answer.marked()) {
      counters.strangers.increment();
    }
    return giveUp(Strangers.describe(answer), true);
  }

  private void opened() {
    unreachable = false;
    openedAtNanos = System.nanoTime();
    counters.connectionsOpened.increment();
    if (complained) {
      complained = false;
      LOG.info("{}: connected", title);
    }
  }

  private boolean failed(IOException failure) {
    if (closed) {
      return false;
    }
    String reason = describe(failure);
    if (client.isProven()) {
      counters.connectionsLost.increment();
      boolean wasStable = System.nanoTime() - openedAtNanos >= STABLE_AFTER_NANOS;
      failures = wasStable ? 0 : failures + 1;
      LOG.debug("{}: connection lost ({})", title, reason);
      return false;
    }
    return Strangers.describe(failure, options.http2(), options.tls().isPresent())
        .map(stranger -> {
          counters.strangers.increment();
          return giveUp(stranger, true);
        })
        .orElseGet(() -> giveUp(reason, false));
  }

  private boolean giveUp(String reason, boolean remarkable) {
    counters.connectionsFailed.increment();
    failures++;
    unreachable = true;
    dropQueue();
    // Once per outage, for a dead peer is tried every second; but what does not mend by itself is
    // said again.
    if (remarkable ? remarks.isDue(title + " " + reason) : !complained) {
      LOG.warn(
          "{}: cannot connect ({}); trying again when there is something to send", title, reason);
    } else {
      LOG.debug("{}: still cannot connect ({})", title, reason);
    }
    complained = true;
    return false;
  }

  /**
   * Waits before the next attempt.
   *
   * @return whether to ask the peer even if no frame is queued
   */
  private boolean pause() {
    int doublings = Math.min(Math.max(failures - 1, 0), 10);
    long longest = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS << doublings);
    // Not all nodes at once, when a peer that all of them lost comes back.
    long wait = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wait);
    long left;
    while (!closed && (left = until - System.nanoTime()) > 0) {
      LockSupport.parkNanos(this, left);
    }
    if (unreachable && wished) {
      return true;
    }
    // Nobody wants this peer now. The next frame is queued and tells anew whether it can be
    // reached.
    unreachable = false;
    return false;
  }

  private void drop(FrameBatch batch) {
    if (batch != null) {
      counters.droppedFrames.add(batch.frames().size());
    }
  }

  private void dropQueue() {
    ByteBuffer frame;
    while ((frame = queue.poll()) != null) {
      queuedBytes.addAndGet(-cost(frame));
      counters.droppedFrames.increment();
    }
  }

  /** What went wrong, with the reason at the bottom: "Failed to connect" alone helps nobody. */
  private static String describe(IOException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = OneLine.of(String.valueOf(failure.getMessage()));
    String why = OneLine.of(String.valueOf(root.getMessage()));
    return root == failure || text.contains(why) ? text : text + ": " + why;
  }
}
