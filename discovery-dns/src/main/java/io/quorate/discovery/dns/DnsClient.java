package io.quorate.discovery.dns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Asks name servers. Works on the caller's thread, one caller at a time, and holds nothing between
 * two calls; any thread may close it.
 */
final class DnsClient implements AutoCloseable {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Supplier<List<InetSocketAddress>> servers;
  private final Duration timeout;
  private final Object asking = new Object();
  private volatile boolean closed;
  private volatile Selector selector;

  /**
   * Makes a client.
   *
   * @param servers whom to ask, in order; asked for at each call
   * @param timeout how long the questions of one call stay open
   */
  DnsClient(Supplier<List<InetSocketAddress>> servers, Duration timeout) {
    this.servers = servers;
    this.timeout = timeout;
  }

  /**
   * Asks, all at once.
   *
   * @param questions what
   * @return what became of each, in the same order
   * @throws InterruptedIOException if the thread is interrupted, which it stays
   * @throws IOException if the client is closed, or the system gives no sockets
   */
  List<Answer> ask(Collection<Question> questions) throws IOException {
    synchronized (asking) {
      throwIfStopped();
      try (Selector open = Selector.open()) {
        selector = open;
        return ask(questions, open);
      } finally {
        selector = null;
      }
    }
  }

  private List<Answer> ask(Collection<Question> questions, Selector open) throws IOException {
    List<InetSocketAddress> all = servers.get();
    long start = System.nanoTime();
    List<Asking> askings = new ArrayList<>();
    for (Question question : questions) {
      askings.add(
          new Asking(question, all, open, timeout.toNanos(), timeout.toMillis() + " ms", start));
    }
    try {
      run(askings, open, start);
    } finally {
      askings.forEach(Asking::closeAll);
    }
    return askings.stream().map(Asking::answer).toList();
  }

  private void run(List<Asking> askings, Selector open, long start) throws IOException {
    while (true) {
      throwIfStopped();
      long now = System.nanoTime();
      long left = start + timeout.toNanos() - now;
      long wait = left;
      boolean done = true;
      for (Asking one : askings) {
        if (one.isOpen() && left <= 0) {
          one.giveUp();
        }
        one.proceed(now);
        if (one.isOpen()) {
          done = false;
          wait = Math.min(wait, one.askAt() - now);
        }
      }
      if (done) {
        return;
      }
      // A wait of 0 would be one without end.
      open.select(Math.max(1, wait / NANOS_PER_MILLI + 1));
      for (SelectionKey key : open.selectedKeys()) {
        // What was ready may have been closed by what came before.
        if (key.isValid()) {
          ((Exchange) key.attachment()).ready();
        }
      }
      open.selectedKeys().clear();
    }
  }

  /**
   * Checks that there is a reason to go on.
   *
   * @throws IOException as {@link #ask}
   */
  void throwIfStopped() throws IOException {
    if (closed) {
      throw new IOException("this discovery is closed");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the lookup was interrupted");
    }
  }

  /** Ends a call that is under way, and returns when its sockets are closed. */
  @Override
  public void close() {
    closed = true;
    Selector open = selector;
    if (open != null) {
      open.wakeup();
    }
    // Who asks has heard of it by now, or will before it waits.
    synchronized (asking) {
      selector = null;
    }
  }
}
