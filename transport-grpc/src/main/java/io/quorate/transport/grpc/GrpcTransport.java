package io.quorate.transport.grpc;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.EventLoop;
import io.quorate.NodeAddress;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.transport.common.PinGuard;
import io.quorate.transport.common.PinGuard.Way;
import io.quorate.transport.common.Remarks;
import io.quorate.transport.common.TlsMaterial;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves frames over gRPC: one connection per peer and direction, with one call on it that lives as
 * long as the connection.
 *
 * <p><b>Sending.</b> {@link #send} puts the frame into the peer's queue; an I/O thread writes what
 * waits there together as one message. The queue is bounded in bytes; beyond it, gRPC holds up to
 * 256 KiB (or one larger frame) and the kernel what its socket buffers take. When a connection
 * breaks, what gRPC and the kernel held is lost, and what was still queued is kept for the next
 * connection; it is dropped, too, if that cannot be made. A peer that could not be reached is tried
 * again after 50 ms, then after ever longer waits up to a second, each shortened at random by up to
 * a half, and only while somebody wishes to send to it.
 *
 * <p><b>Receiving.</b> {@link Receiver#onFrame} is called by an I/O thread, for one peer by one
 * thread at a time. While it runs, that thread serves no other peer. The hint is the remote address
 * of the connection.
 *
 * <p><b>Dead peers.</b> A connection is probed every 10 seconds, busy or idle, and given up when
 * the probe is not answered within 5; so a peer that hangs is noticed within 15 seconds. While
 * frames are sent, a peer whose machine is gone is noticed after 5 seconds already (on Linux with
 * epoll). Until then frames wait in the bounded queue.
 *
 * <p><b>Strangers.</b> Where something else answers than a transport like this, or calls by
 * HTTP/1.x, as the http transport does, the log says so once in a minute.
 *
 * <p><b>Threads.</b> The I/O threads are daemons named {@code quorate-<node>-io-N}; threads named
 * {@code quorate-<node>-dns-N} look up host names and end when idle for a second. {@link #close}
 * waits for both. Two things may outlive it for a moment: Netty's process-wide
 * {@code globalEventExecutor} thread, a daemon which ends by itself after a second without work,
 * and a look-up thread in a name server's silence, which the JDK cannot interrupt.
 */
public final class GrpcTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcTransport.class);

  /** What close may take altogether; the contract allows 5 seconds. */
  private static final long CLOSE_MILLIS = 4_000;

  private enum Phase {
    NEW,
    RUNNING,
    CLOSED
  }

  private final GrpcTransportOptions options;
  private final Optional<TlsContexts> tls;
  private final Optional<PinGuard> guard;
  private final AcceptedChannels accepted = new AcceptedChannels();
  private final TransportCounters counters = new TransportCounters();
  private final Remarks remarks = new Remarks();
  private final ConcurrentMap<NodeAddress, PeerLink> links = new ConcurrentHashMap<>();

  /** Those that have not quite ended; close waits for them. */
  private final Set<ManagedChannel> channels = ConcurrentHashMap.newKeySet();

  private volatile Phase phase = Phase.NEW;
  private volatile NodeAddress localAddress;
  private IoThreads threads;
  private HostResolver resolver;
  private FrameServer server;

  /**
   * Makes a transport that is not listening yet. Starts nothing; reads the TLS files.
   *
   * @param options how it runs
   * @throws TransportException if a TLS file cannot be used; the message lists all problems
   */
  public GrpcTransport(GrpcTransportOptions options) throws TransportException {
    this.options = options;
    if (options.tls().isEmpty()) {
      this.tls = Optional.empty();
      this.guard = Optional.empty();
      return;
    }
    TlsMaterial material = TlsContexts.KEYS.read(options.tls().get());
    this.guard = material.guard(options.nodeName(), counters.tlsUnpinned, LOG);
    this.tls = Optional.of(TlsContexts.of(material, material.trust(guard, accepted::host)));
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
    threads = new IoThreads(options.nodeName(), options.ioThreads(), channel -> {
      accepted.add(channel);
      channel.pipeline().addFirst(new FirstBytes(this::stranger));
    });
    resolver = new HostResolver(options.nodeName());
    server = new FrameServer(options, tls, threads, counters, guard, accepted, receiver);
    guard.ifPresent(pinned -> pinned.start(() -> {
      accepted.closeRefused(pinned);
      links.values().forEach(PeerLink::failIfRefused);
    }));
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw new TransportException(bindFailure(e), e);
    }
    localAddress = new NodeAddress(options.bindAddress().host(), server.port());
    phase = Phase.RUNNING;
  }

  private void stranger(SocketAddress remote, String why) {
    counters.strangers.increment();
    String host = remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : String.valueOf(remote);
    if (remarks.isDue("from " + host)) {
      LOG.warn("{}: a connection from {} is refused: {}", options.nodeName(), host, why);
    }
  }

  private String bindFailure(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean unresolved = root instanceof UnresolvedAddressException;
    String reason = unresolved ? "unknown host" : String.valueOf(root.getMessage());
    String text =
        "The grpc transport cannot listen on " + options.bindAddress() + ": " + reason + ". ";
    if (unresolved || reason.contains("assign requested address")) {
      return text
          + "bind.host must be an address of this machine, 0.0.0.0 for all of them, or localhost";
    }
    if (root instanceof BindException) {
      return text
          + "Another process, or another node in this one, listens there: stop it, or choose another bind.port"
          + " (0 takes any free one)";
    }
    return text + "Check bind.host and bind.port";
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
      link = links.computeIfAbsent(
          to,
          peer -> new PeerLink(peer, options, new Channels(), counters, remarks, threads.next()));
    }
    return link.offer(frame);
  }

  @Override
  public void forget(NodeAddress peer) {
    PeerLink link = links.remove(peer);
    if (link != null) {
      link.close();
    }
  }

  /**
   * What happened since the start: those of the contract, and {@code dropped.frames} (admitted,
   * then dropped before gRPC had them), {@code received.bytes}, {@code receiver.failures},
   * {@code connections.opened}, {@code connections.failed}, {@code connections.lost},
   * {@code strangers} (answers and calls by something that is no grpc transport) and
   * {@code tls.unpinned} (connections, in and out, that were refused or closed because the peer's
   * key is not pinned).
   */
  @Override
  public SortedMap<String, Long> counters() {
    return counters.snapshot();
  }

  /**
   * Stops. What waits to be sent is dropped. A second call returns at once, even while the first is
   * waiting. Called on an I/O thread, by a receiver, it does not wait for the end of the threads.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      phase = Phase.CLOSED;
    }
    if (threads == null) {
      return;
    }
    server.mute();
    // Outside of the lock, for a receiver may call close while another thread waits here for the
    // receiver's thread.
    if (threads.inIoThread()) {
      // Not within the receiver's call: gRPC would find its connection gone on return.
      threads.next().execute(() -> {
        beginEnd();
        threads.stop(CLOSE_MILLIS);
      });
    } else {
      end(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS));
    }
  }

  private void beginEnd() {
    guard.ifPresent(PinGuard::close);
    server.stop();
    resolver.stop();
    links.values().forEach(PeerLink::close);
    links.clear();
  }

  private void end(long deadlineNanos) {
    beginEnd();
    // The loops come last: gRPC needs them to end the connections in good order. They close what is
    // left, for which half of
    // the time is kept.
    long orderlyNanos = deadlineNanos - TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS / 2);
    boolean ended = await(server::awaitStopped, orderlyNanos);
    for (ManagedChannel channel : channels) {
      ended &=
          await(millis -> channel.awaitTermination(millis, TimeUnit.MILLISECONDS), orderlyNanos);
    }
    threads.stop(CLOSE_MILLIS / 4);
    ended &= await(threads::awaitStopped, deadlineNanos);
    ended &= await(resolver::awaitStopped, deadlineNanos);
    if (guard.isPresent()) {
      ended &= await(guard.get()::awaitEnded, deadlineNanos);
    }
    if (!ended) {
      LOG.warn("{}: the grpc transport did not end within {} ms", options.nodeName(), CLOSE_MILLIS);
    }
  }

  /** Something that ends. */
  private interface Ending {
    boolean await(long millis) throws InterruptedException;
  }

  /**
   * Waits until the deadline, also when interrupted: a close that is half done would leave sockets
   * behind.
   */
  private static boolean await(Ending ending, long deadlineNanos) {
    boolean interrupted = false;
    try {
      while (true) {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()));
        try {
          return ending.await(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Optional<String> refusal(NodeAddress peer, SSLSession session) {
    guard.ifPresent(PinGuard::look);
    return guard.flatMap(pinned -> pinned.refusal(Way.OUT, peer.host(), session));
  }

  /** Makes the connections of the links. */
  private final class Channels implements PeerLink.Connector {
    @Override
    public void resolve(
        NodeAddress peer,
        EventLoop loop,
        BiConsumer<List<InetAddress>, UnknownHostException> answer) {
      resolver.resolve(peer.host(), loop, answer);
    }

    @Override
    public OutgoingConnection connection(
        NodeAddress peer, InetAddress address, EventLoop loop, OutgoingConnection.Owner owner) {
      NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
              new InetSocketAddress(address, peer.port()))
          // The name, not the address, is what a certificate must match.
          .overrideAuthority(peer.toString())
          .channelType(threads.clientType())
          .eventLoopGroup(loop)
          .directExecutor()
          .offloadExecutor(Runnable::run)
          // A proxy that the JVM's properties name is meant for the web, not for the cluster.
          .proxyDetector(target -> null)
          // Retries would keep a copy of what was sent.
          .disableRetry()
          .maxTraceEvents(0)
          .flowControlWindow(HttpTwo.WINDOW_BYTES)
          .keepAliveTime(HttpTwo.KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
          .keepAliveTimeout(HttpTwo.KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
              options.connectTimeout().toMillis());
      if (tls.isPresent()) {
        builder.sslContext(tls.get().client());
      } else {
        builder.usePlaintext();
      }
      channels.removeIf(ManagedChannel::isTerminated);
      ManagedChannel channel = builder.build();
      channels.add(channel);
      return new OutgoingConnection(channel, loop, owner, session -> refusal(peer, session));
    }
  }
}
