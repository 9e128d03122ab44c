package io.quorate.transport.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Reads the body of one request as it comes in, without waiting for it. If it comes too slowly, the
 * connection is closed: in each period at least {@link FrameBatch#PACE_BYTES} must come, or the
 * rest. A receiver that is slow is not held against the sender.
 */
final class BodyReader {
  private final Request request;
  private final FrameDecoder decoder;
  private final long maxBytes;
  private final Duration period;
  private final ScheduledExecutorService timer;
  private final Owner owner;

  // Written by the reader, read by the timer.
  private volatile long bytes;
  private volatile long handedOverNanos;
  private volatile boolean done;
  private volatile Future<?> pace;

  // Of the timer, once it is set.
  private long periodBytes;
  private long periodNanos;
  private long periodHandedOverNanos;

  /** Hears how it ends; one of the methods, once. */
  interface Owner {
    /** All of the body has been handed over. */
    void whole();

    /** The body is not as it should be. */
    void bad(FrameDecoder.Problem problem);

    /** The sender is gone, or was too slow. */
    void broken(Throwable failure);
  }

  BodyReader(
      Request request,
      FrameDecoder decoder,
      long maxBytes,
      Duration period,
      ScheduledExecutorService timer,
      Owner owner) {
    this.request = request;
    this.decoder = decoder;
    this.maxBytes = maxBytes;
    this.period = period;
    this.timer = timer;
    this.owner = owner;
  }

  /** Reads what is there, and goes on when more is. Called once; then by Jetty, in turn. */
  void read() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        watch();
        request.demand(this::read);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        end();
        owner.broken(chunk.getFailure());
        return;
      }
      Optional<FrameDecoder.Problem> problem = take(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (problem.isEmpty() && last) {
        problem = decoder.end();
      }
      if (problem.isPresent()) {
        end();
        owner.bad(problem.get());
        return;
      }
      if (last) {
        end();
        owner.whole();
        return;
      }
    }
  }

  private Optional<FrameDecoder.Problem> take(ByteBuffer piece) {
    // One writer, so that no more than a volatile is needed.
    bytes = bytes + piece.remaining();
    if (bytes > maxBytes) {
      return Optional.of(new FrameDecoder.Problem(
          413, "a body of more than " + maxBytes + " bytes, which is as much as is accepted here"));
    }
    long before = System.nanoTime();
    Optional<FrameDecoder.Problem> problem = decoder.take(piece);
    handedOverNanos = handedOverNanos + (System.nanoTime() - before);
    return problem;
  }

  private void end() {
    done = true;
    Future<?> watching = pace;
    if (watching != null) {
      watching.cancel(false);
    }
    decoder.abandon();
  }

  /** Begins with the first wait: most bodies are there when their header is. */
  private void watch() {
    if (pace == null) {
      beginPeriod();
      schedule(period.toNanos());
    }
  }

  private void beginPeriod() {
    periodBytes = bytes;
    periodNanos = System.nanoTime();
    periodHandedOverNanos = handedOverNanos;
  }

  private void schedule(long nanos) {
    try {
      pace = timer.schedule(this::check, nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The listener stops, and closes the connection.
      return;
    }
    if (done) {
      pace.cancel(false);
    }
  }

  private void check() {
    if (done) {
      return;
    }
    long handedOver = handedOverNanos - periodHandedOverNanos;
    long left = period.toNanos() - (System.nanoTime() - periodNanos - handedOver);
    if (left > 0) {
      schedule(left);
    } else if (bytes - periodBytes >= FrameBatch.PACE_BYTES) {
      beginPeriod();
      schedule(period.toNanos());
    } else {
      // Jetty then has the read fail.
      EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
      endPoint.close(new TimeoutException("less than " + FrameBatch.PACE_BYTES
          + " bytes of a body, and not the rest of it, came within " + period.toMillis() + " ms"));
    }
  }
}
