package com.example.transport;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider.TransportContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Frames over UDP. One socket and one thread serve all peers; names are looked up on threads of
 * their own, for a name server that hangs must delay no other peer (TR-5).
 */
final class UdpTransport implements Transport {
  private static final System.Logger LOG = System.getLogger(UdpTransport.class.getName());
  private static final int SOCKET_BUFFER_BYTES = 1 << 20;
  private static final int DATAGRAMS_PER_TURN = 64;
  private static final int TICK_MILLIS = 20;
  private static final long CLOSE_MILLIS = 4_000;
  private static final long LOOKUPS_CLOSE_MILLIS = 500;

  private final TransportContext context;
  private final int datagramBytes;
  private final long queueBytes;
  private final Map<NodeAddress, Peer> peers = new ConcurrentHashMap<>();
  private final Map<Long, Peer> sessions = new ConcurrentHashMap<>();

  private final LongAdder sentFrames = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder shedFrames = new LongAdder();
  private final LongAdder refusedFrames = new LongAdder();
  private final LongAdder receivedFrames = new LongAdder();

  private volatile boolean running;
  private volatile Socket socket;
  private Thread thread;
  private boolean closed;

  /** What start makes. */
  private record Socket(
      DatagramChannel channel,
      Selector selector,
      SelectionKey key,
      NodeAddress address,
      ExecutorService lookups) {}

  UdpTransport(TransportContext context) {
    this.context = context;
    this.datagramBytes = context.settings().get(UdpTransportProvider.DATAGRAM);
    this.queueBytes = context.settings().get(UdpTransportProvider.QUEUE);
  }

  @Override
  public synchronized void start(Receiver receiver) throws TransportException {
    if (closed || socket != null) {
      throw new IllegalStateException("a transport is started once");
    }
    socket = bind();
    running = true;
    String name = "quorate-" + context.nodeName() + "-udp";
    thread = new Thread(() -> new Loop(receiver).run(), name);
    thread.start();
  }

  private Socket bind() throws TransportException {
    NodeAddress bind = context.bindAddress();
    DatagramChannel channel = null;
    Selector selector = null;
    try {
      channel = DatagramChannel.open();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
      channel.bind(new InetSocketAddress(bind.host(), bind.port()));
      selector = Selector.open();
      int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      return new Socket(
          channel,
          selector,
          channel.register(selector, SelectionKey.OP_READ),
          new NodeAddress(bind.host(), port),
          Executors.newCachedThreadPool(this::lookupThread));
    } catch (IOException | UnresolvedAddressException e) {
      close(channel, selector);
      throw new TransportException(
          "cannot listen on UDP " + bind + ": " + e
              + ". Stop who has that port, or set bind.host and bind.port",
          e);
    }
  }

  private Thread lookupThread(Runnable task) {
    Thread lookup = new Thread(task, "quorate-" + context.nodeName() + "-udp-lookup");
    lookup.setDaemon(true);
    return lookup;
  }

  private static void close(AutoCloseable... resources) {
    for (AutoCloseable resource : resources) {
      try {
        if (resource != null) {
          resource.close();
        }
      } catch (Exception e) {
        LOG.log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
      }
    }
  }

  @Override
  public NodeAddress localAddress() {
    Socket bound = socket;
    if (bound == null) {
      throw new IllegalStateException("the transport has not been started");
    }
    return bound.address();
  }

  // #region send
  @Override
  public Admission send(NodeAddress to, ByteBuffer frame) {
    if (!running) {
      return Admission.CLOSED;
    }
    if (frame.remaining() > context.maxFrameBytes()) {
      refusedFrames.increment();
      return Admission.REFUSED_TOO_LARGE;
    }
    Admission admission = peers.computeIfAbsent(to, this::peer).offer(frame, System.nanoTime());
    if (admission == Admission.QUEUED) {
      socket.selector().wakeup();
    } else {
      shedFrames.increment();
    }
    return admission;
  }
  // #endregion

  private Peer peer(NodeAddress address) {
    Peer peer = new Peer(address, queueBytes);
    sessions.put(peer.session(), peer);
    return peer;
  }

  @Override
  public void forget(NodeAddress address) {
    Peer peer = peers.remove(address);
    if (peer != null) {
      sessions.remove(peer.session());
    }
  }

  @Override
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> counters = new TreeMap<>();
    counters.put("sent.frames", sentFrames.sum());
    counters.put("sent.bytes", sentBytes.sum());
    counters.put("shed.frames", shedFrames.sum());
    counters.put("refused.frames", refusedFrames.sum());
    counters.put("received.frames", receivedFrames.sum());
    return counters;
  }

  // #region close
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    running = false;
    if (socket == null) {
      return;
    }
    socket.selector().wakeup();
    socket.lookups().shutdownNow();
    try {
      thread.join(CLOSE_MILLIS);
      socket.lookups().awaitTermination(LOOKUPS_CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(socket.channel(), socket.selector());
    peers.clear();
    sessions.clear();
  }
  // #endregion

  private record Answer(SocketAddress to, long number) {}

  /** What the transport's thread does. */
  private final class Loop {
    private final Receiver receiver;
    private final DatagramChannel channel = socket.channel();
    private final Assembly assembly = new Assembly(context.maxFrameBytes());
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
    private final ByteBuffer out = ByteBuffer.allocateDirect(datagramBytes);

    Loop(Receiver receiver) {
      this.receiver = receiver;
    }

    // #region loop
    void run() {
      try {
        while (running) {
          receive();
          long now = System.nanoTime();
          boolean waiting = false;
          boolean full = false;
          for (Peer peer : peers.values()) {
            shedFrames.add(peer.expire(now));
            full |= !send(peer, now);
            waiting |= peer.isWaiting();
          }
          socket.key().interestOps(SelectionKey.OP_READ | (full ? SelectionKey.OP_WRITE : 0));
          // With nothing unanswered there is no time to watch: datagrams and senders wake it.
          socket.selector().select(waiting ? TICK_MILLIS : 0);
          socket.selector().selectedKeys().clear();
        }
      } catch (IOException | RuntimeException e) {
        if (running) { // else it is being closed
          LOG.log(System.Logger.Level.ERROR, "the transport of " + socket.address() + " ends", e);
        }
        running = false;
      }
    }
    // #endregion

    /** Takes what has come; each session gets one answer, with the highest number. */
    private void receive() {
      Map<Long, Answer> answers = new LinkedHashMap<>();
      for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
        in.clear();
        SocketAddress from;
        try {
          from = channel.receive(in);
        } catch (IOException e) {
          continue; // some systems report here that an earlier datagram found nobody
        }
        if (from == null) {
          break;
        }
        Optional<Datagram> datagram = Datagram.decode(in.flip());
        if (datagram.isPresent() && datagram.get().answer()) {
          answered(datagram.get());
        } else if (datagram.isPresent()) {
          take(datagram.get(), from);
          answers.merge(
              datagram.get().session(),
              new Answer(from, datagram.get().number()),
              (one, other) -> one.number() > other.number() ? one : other);
        }
      }
      answers.forEach(
          (session, answer) -> transmit(Datagram.answer(session, answer.number()), answer.to()));
    }

    private void answered(Datagram answer) {
      Peer peer = sessions.get(answer.session());
      if (peer != null) {
        peer.answered(answer.number(), System.nanoTime());
      }
    }

    private void take(Datagram datagram, SocketAddress from) {
      if (assembly.refuses(datagram)) {
        refusedFrames.increment();
      }
      assembly.take(datagram).ifPresent(frame -> deliver(frame, from));
    }

    private void deliver(ByteBuffer frame, SocketAddress from) {
      receivedFrames.increment();
      try {
        receiver.onFrame(from.toString(), frame);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "the receiver of a frame failed", e);
      }
    }

    /** Sends what may go; false if the socket takes no more at present. */
    private boolean send(Peer peer, long now) {
      if (peer.isIdle()) {
        return true;
      }
      Optional<InetSocketAddress> to = address(peer, now);
      Optional<Datagram> next =
          to.flatMap(found -> peer.next(out.capacity() - Datagram.HEADER_BYTES));
      while (next.isPresent()) {
        if (!transmit(next.get(), to.get())) {
          return false;
        }
        if (peer.sent(next.get(), now)) {
          sentFrames.increment();
          sentBytes.add(next.get().frameBytes());
        }
        next = peer.next(out.capacity() - Datagram.HEADER_BYTES);
      }
      return true;
    }

    private boolean transmit(Datagram datagram, SocketAddress to) {
      datagram.encode(out.clear());
      try {
        return channel.send(out.flip(), to) > 0;
      } catch (IOException | UnsupportedAddressTypeException e) {
        return true; // no route, or too large for the network: it is lost like any other
      }
    }

    /** Empty while the name is looked up; one that is not known is a dead peer. */
    private Optional<InetSocketAddress> address(Peer peer, long now) {
      if (peer.lookup().isEmpty()) {
        NodeAddress address = peer.address();
        CompletableFuture<InetSocketAddress> lookup = CompletableFuture.supplyAsync(
            () -> new InetSocketAddress(address.host(), address.port()), socket.lookups());
        lookup.thenRun(socket.selector()::wakeup);
        peer.lookup(lookup);
      }
      InetSocketAddress found = peer.lookup().get().getNow(null);
      if (found != null && found.isUnresolved()) {
        shedFrames.add(peer.giveUp(now));
      }
      return Optional.ofNullable(found).filter(address -> !address.isUnresolved());
    }
  }
}
