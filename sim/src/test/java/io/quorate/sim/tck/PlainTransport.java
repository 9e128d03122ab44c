package io.quorate.sim.tck;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider.TransportContext;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A transport of one thread per connection, for the kit's own tests: as small as a right one can
 * be, with places at which a wrong one differs. Frames go over a socket as a length and the bytes,
 * after a word by which a listener knows its like.
 */
class PlainTransport implements Transport {
  static final int MAGIC = 0x71726374;

  final String prefix;
  final NodeAddress bind;
  final int maxFrameBytes;
  final Map<String, AtomicLong> counters = new TreeMap<>();
  private final Map<NodeAddress, PlainPeer> peers = new ConcurrentHashMap<>();
  private final Set<Socket> incoming = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final AtomicLong threadNumber = new AtomicLong();
  private volatile boolean running;
  private volatile Receiver receiver = (hint, frame) -> {};
  volatile ServerSocket server;

  PlainTransport(TransportContext context) {
    prefix = "quorate-" + context.nodeName() + "-";
    bind = context.bindAddress();
    maxFrameBytes = context.maxFrameBytes();
    for (String name :
        List.of("sent.frames", "sent.bytes", "shed.frames", "refused.frames", "received.frames")) {
      counters.put(name, new AtomicLong());
    }
  }

  // ---- where a wrong one differs

  /** How many bytes may wait for one peer. */
  long queueBytes() {
    return 4 << 20;
  }

  /** How long a peer that could not be reached is left alone. */
  long backOffMillis() {
    return 50;
  }

  /** The largest frame that is taken from others. */
  int mostReceived() {
    return maxFrameBytes;
  }

  /** A connection broke when so much of a frame had arrived. */
  void brokeOff(Receiver to, ByteBuffer part) {
    // What is not whole is nothing.
  }

  /** A stranger, who does not know the word, has connected. */
  void stranger(Socket socket) throws IOException {
    socket.close();
  }

  /** There is no room for this frame; whether the oldest is to go instead. */
  boolean shedsOldest() {
    return false;
  }

  // ---- listening

  @Override
  public void start(Receiver given) throws TransportException {
    receiver = given;
    try {
      listen();
    } catch (IOException e) {
      throw new TransportException(bind + " cannot be bound: " + e.getMessage(), e);
    }
    running = true;
    thread("accept", this::accept);
  }

  final void listen() throws IOException {
    if (server == null) {
      ServerSocket socket = new ServerSocket();
      try {
        socket.bind(new InetSocketAddress(bind.host(), bind.port()));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      server = socket;
    }
  }

  final Thread thread(String what, Runnable work) {
    Thread thread = new Thread(work, prefix + what + "-" + threadNumber.incrementAndGet());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        incoming.add(socket);
        if (!running) {
          socket.close();
        }
        thread("in", () -> receive(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void receive(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      if (in.readInt() != MAGIC) {
        stranger(socket);
        return;
      }
      while (true) {
        int length = in.readInt();
        if (length < 0 || length > mostReceived()) {
          counters.get("refused.frames").incrementAndGet();
          in.skipNBytes(length);
          continue;
        }
        byte[] frame = new byte[length];
        int got = in.readNBytes(frame, 0, length);
        if (got < length) {
          brokeOff(receiver, ByteBuffer.wrap(frame, 0, got));
          return;
        }
        counters.get("received.frames").incrementAndGet();
        if (running) {
          receiver.onFrame("", ByteBuffer.wrap(frame));
        }
      }
    } catch (IOException e) {
      // Whoever sent it will connect again.
    } finally {
      incoming.remove(socket);
    }
  }

  @Override
  public NodeAddress localAddress() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return new NodeAddress(bind.host(), server.getLocalPort());
  }

  // ---- sending

  @Override
  public Admission send(NodeAddress to, ByteBuffer frame) {
    if (!running) {
      return Admission.CLOSED;
    }
    if (frame.remaining() > maxFrameBytes) {
      counters.get("refused.frames").incrementAndGet();
      return Admission.REFUSED_TOO_LARGE;
    }
    Admission admission =
        peers.computeIfAbsent(to, address -> new PlainPeer(this, address)).offer(frame);
    if (admission != Admission.QUEUED) {
      counters.get("shed.frames").incrementAndGet();
    }
    return admission;
  }

  @Override
  public void forget(NodeAddress peer) {
    PlainPeer forgotten = peers.remove(peer);
    if (forgotten != null) {
      forgotten.close();
    }
  }

  @Override
  public SortedMap<String, Long> counters() {
    TreeMap<String, Long> values = new TreeMap<>();
    counters.forEach((name, value) -> values.put(name, value.get()));
    return values;
  }

  @Override
  public void close() {
    running = false;
    closeQuietly(server);
    peers.values().forEach(PlainPeer::close);
    for (Thread thread : threads) {
      for (Socket socket : incoming) {
        closeQuietly(socket);
      }
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static void closeQuietly(AutoCloseable socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (Exception e) {
      // It is given up in any case.
    }
  }
}
