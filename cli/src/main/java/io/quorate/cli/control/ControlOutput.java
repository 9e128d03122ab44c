package io.quorate.cli.control;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The answering side of a node's protocol. Answers come from apply lanes, which must not wait for a
 * slow reader, so one thread of its own writes them.
 *
 * <p>Bounded: each command takes a permit until its answer has been written. When none is left the
 * node reads no further commands, so a reader that stops reading stops the flow, and nothing grows.
 */
final class ControlOutput implements AutoCloseable {
  private static final int MAX_OUTSTANDING = 16_384;
  private static final int MAX_EVENTS = 1_024;
  private static final int BUFFER_BYTES = 64 << 10;

  private final OutputStream out;
  private final Semaphore permits = new Semaphore(MAX_OUTSTANDING);
  private final Semaphore eventPermits = new Semaphore(MAX_EVENTS);
  private final BlockingQueue<Line> queue =
      new ArrayBlockingQueue<>(MAX_OUTSTANDING + MAX_EVENTS + 1);
  private final Thread writer;

  /** A line to write and what is free again after that; without a text it is the last. */
  private record Line(String text, Semaphore permits) {}

  ControlOutput(OutputStream out) {
    this.out = out;
    this.writer = new Thread(this::write, "quorate-control-out");
    this.writer.setDaemon(true);
    this.writer.start();
  }

  /** Takes a permit for a command that has been read. */
  void awaitPermit() throws InterruptedException {
    permits.acquire();
  }

  /** Answers a command; once for each permit. */
  void answer(JsonObject answer) {
    queue.add(new Line(Json.print(answer), permits));
  }

  /** Reports an event. With a thousand of them unread, further ones are dropped. */
  void event(JsonObject event) {
    if (eventPermits.tryAcquire()) {
      queue.add(new Line(Json.print(event), eventPermits));
    }
  }

  private void write() {
    StringBuilder buffer = new StringBuilder();
    try {
      for (Line line = queue.take(); line.text() != null; line = queue.take()) {
        buffer.append(line.text()).append('\n');
        line.permits().release();
        if (queue.isEmpty() || buffer.length() > BUFFER_BYTES) {
          flush(buffer);
        }
      }
      flush(buffer);
    } catch (IOException e) {
      // Nobody reads any more. Answers go nowhere, but the permits must come back or the reading
      // side would hang.
      discard();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void flush(StringBuilder buffer) throws IOException {
    out.write(buffer.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    buffer.setLength(0);
  }

  private void discard() {
    try {
      for (Line line = queue.take(); line.text() != null; line = queue.take()) {
        line.permits().release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what is queued, waiting a few seconds at most. */
  @Override
  public void close() {
    queue.add(new Line(null, permits));
    try {
      writer.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
