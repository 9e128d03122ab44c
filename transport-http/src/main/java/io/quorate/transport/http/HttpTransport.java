package io.quorate.transport.http;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.transport.common.NamedThreads;
import io.quorate.transport.common.PinGuard;
import io.quorate.transport.common.PinGuard.Way;
import io.quorate.transport.common.Remarks;
import io.quorate.transport.common.TlsMaterial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves frames over HTTP: {@code POST /quorate/v1/frames}, one request after the other to each
 * peer, on a connection that is kept. For networks in which HTTP is what gets through, and for
 * looking at with common tools; each request waits for the answer to the one before, so gRPC moves
 * more over a long distance.
 *
 * <p><b>Protocols.</b> Without TLS it sends by HTTP/1.1, or, if asked to, by HTTP/2 with prior
 * knowledge. With TLS, it sends by HTTP/1.1, or, if asked to, by what the two sides agree on by
 * ALPN, HTTP/2 if they can. It takes all of these from others.
 *
 * <p><b>Sending.</b> {@link #send} puts the frame into the peer's queue; a thread of the peer sends
 * what waits there together, up to 256 KiB or one larger frame, as one request. The queue is
 * bounded in bytes, those under way included. A frame counts as sent when the peer has answered,
 * and so has handed it to its receiver. When a connection breaks, the frames of the request that
 * was under way are dropped, though they may have arrived; what was still queued is kept for the
 * next connection, and dropped, too, if that cannot be made. A peer that could not be reached is
 * tried again after 50 ms, then after ever longer waits up to a second, each shortened at random by
 * up to a half, and only while somebody wishes to send to it.
 *
 * <p><b>Receiving.</b> {@link Receiver#onFrame} is called by the server's threads, for one peer by
 * one at a time. The hint is the remote address of the connection. A receiver that is slow delays
 * the answer, and if that takes longer than the sender's time limit the sender connects anew: what
 * the receiver is still busy with may then overlap with what comes on the new connection.
 *
 * <p><b>Dead peers.</b> A peer that hangs is noticed when an answer is overdue (10 seconds, unless
 * configured otherwise), and one whose process is gone at once. Until then frames wait in the
 * bounded queue. An idle connection is not probed.
 *
 * <p><b>Strangers.</b> Who connects has a limited time for a header and for each piece of a body;
 * the number of connections is bounded, and what unfinished frames may hold in memory. Where
 * something else answers than a transport like this, or calls, above all gRPC, the log says so once
 * in a minute.
 *
 * <p><b>Threads.</b> One daemon per peer, named {@code quorate-<node>-http-send-N}, some that serve
 * ({@code -http-serve-N}), a timer, and some of OkHttp's, no more than peers
 * ({@code -http-client-N}; OkHttp calls them otherwise while they work; by HTTP/2 one more for each
 * peer). They end with {@link #close}. Two things may outlive it: a thread that looks up a host in
 * a name server's silence, which the JDK cannot interrupt, and, if a peer has given a long answer
 * where none was due, a daemon of Okio which all of a process share and which ends after a minute
 * without work.
 */
public final class HttpTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  /** What close may take altogether; the contract allows 5 seconds. */
  private static final long CLOSE_MILLIS = 4_000;

  private enum Phase {
    NEW,
    RUNNING,
    CLOSED
  }

  private final HttpTransportOptions options;
  private final Optional<TlsContexts> tls;
  private final Optional<PinGuard> guard;
  private final TransportCounters counters = new TransportCounters();
  private final Remarks remarks = new Remarks();

  /** Reads need no lock; links are added and removed under the lock of this map. */
  private final Map<NodeAddress, PeerLink> links = new ConcurrentHashMap<>();

  private final NamedThreads senders;
  private final NamedThreads timers;

  private volatile Phase phase = Phase.NEW;
  private volatile NodeAddress localAddress;
  private ScheduledThreadPoolExecutor timer;
  private ClientThreads clientThreads;
  private FramesHandler handler;
  private HttpListener listener;

  /**
   * Makes a transport that is not listening yet. Starts nothing; reads the TLS files.
   *
   * @param options how it runs
   * @throws TransportException if a TLS file cannot be used; the message lists all problems
   */
  public HttpTransport(HttpTransportOptions options) throws TransportException {
    this.options = options;
    this.senders = new NamedThreads(options.nodeName(), "http-send");
    this.timers = new NamedThreads(options.nodeName(), "http-timer");
    if (options.tls().isEmpty()) {
      this.tls = Optional.empty();
      this.guard = Optional.empty();
      return;
    }
    TlsMaterial material = TlsContexts.KEYS.read(options.tls().get());
    this.guard = material.guard(options.nodeName(), counters.tlsUnpinned, LOG);
    this.tls = Optional.of(TlsContexts.of(
        material, material.trust(guard, engine -> Optional.ofNullable(engine.getPeerHost()))));
  }

  /**
   * Binds and begins to accept.
   *
   * @throws TransportException if the address cannot be bound; the transport may not be started
   *     again
   * @throws IllegalStateException if it was started or closed before
   */
  @Override
  public synchronized void start(Receiver receiver) throws TransportException {
    if (phase != Phase.NEW) {
      throw new IllegalStateException("a transport is started once; make another one");
    }
    timer = new ScheduledThreadPoolExecutor(1, timers);
    timer.setRemoveOnCancelPolicy(true);
    clientThreads = new ClientThreads(options.nodeName());
    handler = new FramesHandler(options, counters, remarks, timer, receiver);
    Optional<PinnedConnections> connections = guard.map(PinnedConnections::new);
    listener = new HttpListener(
        new ListenerOptions(
            options.nodeName(),
            "http-serve",
            options.bindAddress(),
            options.serverThreads(),
            options.maxConnections(),
            options.requestTimeout(),
            true),
        tls,
        connections,
        timer,
        handler);
    handler.serve(listener);
    guard.ifPresent(pinned -> pinned.start(() -> {
      connections.orElseThrow().closeRefused();
      links.values().forEach(PeerLink::dropIfRefused);
    }));
    try {
      listener.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw new TransportException(
          BindFailures.describe(
              "The http transport", options.bindAddress(), e, "bind.host", "bind.port"),
          e);
    }
    localAddress = new NodeAddress(options.bindAddress().host(), listener.port());
    phase = Phase.RUNNING;
  }

  @Override
  public NodeAddress localAddress() {
    NodeAddress address = localAddress;
    if (address == null) {
      throw new IllegalStateException("the transport has not been started");
    }
    return address;
  }

  @Override
  public Admission send(NodeAddress to, ByteBuffer frame) {
    if (phase != Phase.RUNNING) {
      return Admission.CLOSED;
    }
    if (frame.remaining() > options.maxFrameBytes()) {
      counters.refusedFrames.increment();
      return Admission.REFUSED_TOO_LARGE;
    }
    PeerLink link = links.get(to);
    if (link == null) {
      link = link(to);
    }
    return link == null ? Admission.CLOSED : link.offer(frame);
  }

  /** A link that is there, or a new one; null once the transport is closed. */
  private PeerLink link(NodeAddress to) {
    synchronized (links) {
      if (phase != Phase.RUNNING) {
        return null;
      }
      PeerLink link = links.get(to);
      if (link == null) {
        link = new PeerLink(
            to,
            options,
            counters,
            remarks,
            () -> new PeerClient(
                to, options, tls, session -> refusal(to, session), clientThreads, timer),
            senders);
        link.start();
        links.put(to, link);
      }
      return link;
    }
  }

  private Optional<String> refusal(NodeAddress peer, SSLSession session) {
    guard.ifPresent(PinGuard::look);
    return guard.flatMap(pinned -> pinned.refusal(Way.OUT, peer.host(), session));
  }

  @Override
  public void forget(NodeAddress peer) {
    PeerLink link;
    synchronized (links) {
      link = links.remove(peer);
    }
    if (link != null) {
      link.close();
    }
  }

  /**
   * What happened since the start: those of the contract, of which {@code sent.frames} and
   * {@code sent.bytes} count what peers have confirmed, and {@code sent.requests},
   * {@code dropped.frames} (admitted, and not confirmed), {@code received.bytes},
   * {@code receiver.failures}, {@code refused.requests} (not for this transport, or cut off),
   * {@code connections.opened}, {@code connections.failed}, {@code connections.lost},
   * {@code strangers} (answers and calls by something that is no http transport) and
   * {@code tls.unpinned} (connections, in and out, that were refused or closed because the peer's
   * key is not pinned).
   */
  @Override
  public SortedMap<String, Long> counters() {
    return counters.snapshot();
  }

  /**
   * Stops. What waits to be sent is dropped. A second call returns at once, even while the first is
   * waiting. Called on a thread of the server, by a receiver, it does not wait for the end of the
   * threads.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      synchronized (links) {
        phase = Phase.CLOSED;
      }
    }
    if (listener == null) {
      return;
    }
    handler.mute();
    // Outside of the locks, for a receiver may call close while another thread waits for the
    // receiver's thread. On a thread of its own, because Jetty's end must not be interrupted.
    Thread closer = new NamedThreads(options.nodeName(), "http-close").newThread(this::end);
    closer.start();
    if (!listener.isOwnThread()) {
      awaitEnd(closer);
    }
  }

  private static void awaitEnd(Thread closer) {
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
    Map<NodeAddress, PeerLink> last = new HashMap<>(links);
    links.clear();
    guard.ifPresent(PinGuard::close);
    last.values().forEach(PeerLink::close);
    // Beside the rest, which it needs nothing of: a handler may keep it busy.
    Thread stopping =
        new NamedThreads(options.nodeName(), "http-stop").newThread(this::stopListener);
    stopping.start();
    boolean ended = await(senders::awaitEnded, deadline);
    clientThreads.stop();
    ended &= await(
        millis -> {
          stopping.join(Math.max(1, millis));
          return !stopping.isAlive();
        },
        deadline);
    ended &= await(listener::awaitStopped, deadline);
    timer.shutdownNow();
    ended &= await(clientThreads::awaitStopped, deadline);
    ended &= await(timers::awaitEnded, deadline);
    if (guard.isPresent()) {
      ended &= await(guard.get()::awaitEnded, deadline);
    }
    if (!ended) {
      LOG.warn("{}: the http transport did not end within {} ms", options.nodeName(), CLOSE_MILLIS);
    }
  }

  private void stopListener() {
    try {
      listener.stop();
    } catch (Exception e) {
      LOG.warn("{}: the http transport did not stop as it should", options.nodeName(), e);
    }
  }

  /** Something that ends. */
  private interface Ending {
    boolean await(long millis) throws InterruptedException;
  }

  private static boolean await(Ending ending, long deadlineNanos) {
    try {
      return ending.await(
          Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
    } catch (InterruptedException e) {
      // Nobody knows this thread; whoever interrupts it wants it to end.
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
