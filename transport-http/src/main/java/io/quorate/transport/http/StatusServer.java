package io.quorate.transport.http;

import io.quorate.NodeAddress;
import io.quorate.Raft;
import io.quorate.RaftException;
import io.quorate.transport.common.NamedThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a node to people and probes, over HTTP on a port of its own:
 *
 * <ul>
 *   <li>{@code /live} and {@code /ready}: 200 or 503, and as text what is wrong; see
 *       {@link Raft#health}.
 *   <li>{@code /status}: what the node knows, as JSON; see {@link Raft#status}.
 *   <li>{@code /metrics}: its metrics in the text format of Prometheus; see
 *       {@link Raft#readMetrics}.
 * </ul>
 *
 * <p>Nothing can be changed, by GET and HEAD alone is anything answered, and no configured value is
 * shown. But there is neither TLS nor a password: members' addresses and how busy the node is are
 * told to whoever can reach the port, so bind it where only those can who should.
 *
 * <p>Works beside any transport, at any time of the node's life, and after it: a node that was
 * closed is not live. The node is asked at most ten times a second for each page, however many ask;
 * an answer may be so old. If an event loop hangs, answers but for {@code /metrics} take up to four
 * seconds.
 *
 * <p>Thread-safe. Its threads are daemons named {@code quorate-<node>-status-…}.
 */
public final class StatusServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusServer.class);

  private static final int THREADS = 8;
  private static final int MAX_CONNECTIONS = 64;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final long CLOSE_MILLIS = 4_000;

  private final String nodeName;
  private final NamedThreads timers;
  private final ScheduledThreadPoolExecutor timer;
  private final HttpListener listener;
  private NodeAddress address;
  private boolean closed;

  private StatusServer(Raft raft, NodeAddress bind) {
    nodeName = raft.status().nodeName();
    timers = new NamedThreads(nodeName, "status-timer");
    timer = new ScheduledThreadPoolExecutor(1, timers);
    timer.setRemoveOnCancelPolicy(true);
    StatusHandler handler = new StatusHandler(raft, nodeName);
    listener = new HttpListener(
        new ListenerOptions(
            nodeName, "status-serve", bind, THREADS, MAX_CONNECTIONS, REQUEST_TIMEOUT, false),
        Optional.empty(),
        Optional.empty(),
        timer,
        handler);
    handler.serve(listener);
  }

  /**
   * Starts to show a node.
   *
   * @param raft the node; closing it is not this server's matter
   * @param bind where to listen; {@code 127.0.0.1} for this machine alone, {@code 0.0.0.0} for all
   *     that can reach it; port 0 means any free port
   * @return the server, which accepts
   * @throws RaftException with the code QRT-202 if the address cannot be listened on; the message
   *     says why
   */
  public static StatusServer start(Raft raft, NodeAddress bind) {
    Objects.requireNonNull(bind, "bind");
    StatusServer server = new StatusServer(Objects.requireNonNull(raft, "raft"), bind);
    try {
      server.listener.start();
    } catch (IOException | RuntimeException e) {
      server.close();
      throw new RaftException(
          "QRT-202", BindFailures.describe("The status server", bind, e, "the host", "port"), e);
    }
    server.address = new NodeAddress(bind.host(), server.listener.port());
    return server;
  }

  /**
   * Where it listens.
   *
   * @return the address, with the real port if 0 was asked for
   */
  public NodeAddress address() {
    return address;
  }

  /** Stops, within five seconds. Idempotent; the node stays as it is. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    // On a thread of its own, because Jetty's end must not be interrupted.
    Thread closer = new NamedThreads(nodeName, "status-close").newThread(this::end);
    closer.start();
    boolean interrupted = false;
    while (closer.isAlive()) {
      try {
        closer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
    try {
      listener.stop();
    } catch (Exception e) {
      LOG.warn("{}: the status server did not stop as it should", nodeName, e);
    }
    timer.shutdownNow();
    try {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (!listener.awaitStopped(Math.max(1, left)) || !timers.awaitEnded(Math.max(1, left))) {
        LOG.warn("{}: the status server did not end within {} ms", nodeName, CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
