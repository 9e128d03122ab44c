package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A stretch of network on the way to an endpoint. It carries bytes as they are, and can be slow,
 * stand still, or break in the middle of a frame. What comes back is never held up. Any thread may
 * use it.
 */
public final class Relay implements AutoCloseable {
  /** Small, so that what waits does so in the transport and not on the way. */
  private static final int BUFFER_BYTES = 16 << 10;

  private static final int BACKLOG = 50;
  private static final long WITHOUT_END = Long.MAX_VALUE;

  private final ServerSocket server;
  private final NodeAddress to;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong attempts = new AtomicLong();
  private final AtomicLong cuts = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();
  private final Object state = new Object();

  /** Guarded by state, as all below. */
  private boolean paused;

  private boolean closed;
  private long pauseMillis;
  private long breakAfter = WITHOUT_END;

  /**
   * Begins to listen.
   *
   * @param to where it leads
   * @throws IOException if it cannot
   */
  public Relay(NodeAddress to) throws IOException {
    this.to = to;
    server = new ServerSocket();
    server.setReceiveBufferSize(BUFFER_BYTES);
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), BACKLOG);
    run(this::accept);
  }

  /**
   * Whether there can be one.
   *
   * @param to where it would lead
   * @return false if nobody takes connections there, as with a transport that is not over TCP
   * @throws IOException if there is no telling
   */
  public static boolean canLead(NodeAddress to) throws IOException {
    try (Socket probe = new Socket(to.host(), to.port())) {
      return probe.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  /**
   * Where it listens.
   *
   * @return the address to send to
   */
  public NodeAddress address() {
    return new NodeAddress("127.0.0.1", server.getLocalPort());
  }

  /** From now on nothing is carried, and connections stay. */
  public void pause() {
    synchronized (state) {
      paused = true;
    }
  }

  /** Ends a pause. */
  public void resume() {
    synchronized (state) {
      paused = false;
      state.notifyAll();
    }
  }

  /**
   * Makes it slow.
   *
   * @param millis how long it rests after every 16 KiB; 0 for not at all
   */
  public void slow(long millis) {
    synchronized (state) {
      pauseMillis = millis;
    }
  }

  /**
   * Breaks every connection, those that are open and those that will be, once it has carried so
   * many bytes from now on.
   *
   * @param bytes 0 to break each at once
   */
  public void breakAfter(long bytes) {
    synchronized (state) {
      breakAfter = bytes;
    }
  }

  /** Breaks no more connections. */
  public void heal() {
    breakAfter(WITHOUT_END);
  }

  /**
   * How many connections were begun.
   *
   * @return the number since the start
   */
  public long attempts() {
    return attempts.get();
  }

  /**
   * How many connections it broke.
   *
   * @return the number since the start
   */
  public long cuts() {
    return cuts.get();
  }

  /**
   * How many connections are open, as far as the transport is concerned.
   *
   * @return the number now
   */
  public int connections() {
    return connections.get();
  }

  private void run(Runnable work) {
    Thread thread = new Thread(work, "tck-relay");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket from = server.accept();
        attempts.incrementAndGet();
        sockets.add(from);
        connections.incrementAndGet();
        run(() -> carry(from));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  /** Carries both ways until one side ends, then ends the other. */
  private void carry(Socket from) {
    try (from;
        Socket there = new Socket()) {
      sockets.add(there);
      if (breaks(0)) {
        return;
      }
      there.connect(new InetSocketAddress(to.host(), to.port()));
      run(() -> back(there, from));
      forth(from.getInputStream(), there.getOutputStream());
    } catch (IOException e) {
      // Either side may hang up when it likes.
    } finally {
      connections.decrementAndGet();
      sockets.remove(from);
    }
  }

  private void forth(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long carried = 0;
    long limit = limit();
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      awaitGo();
      if (limit() != limit) {
        limit = limit();
        carried = 0;
      }
      int most = (int) Math.min(read, limit - carried);
      out.write(buffer, 0, most);
      carried += most;
      if (breaks(carried)) {
        return;
      }
    }
  }

  private long limit() {
    synchronized (state) {
      return breakAfter;
    }
  }

  private boolean breaks(long carried) {
    if (carried < limit()) {
      return false;
    }
    cuts.incrementAndGet();
    return true;
  }

  private void awaitGo() throws IOException {
    synchronized (state) {
      try {
        if (pauseMillis > 0 && !closed) {
          state.wait(pauseMillis);
        }
        while (paused && !closed) {
          state.wait();
        }
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
  }

  private static void back(Socket there, Socket from) {
    try (from) {
      there.getInputStream().transferTo(from.getOutputStream());
    } catch (IOException e) {
      // Either side may hang up when it likes.
    }
  }

  /** Breaks all connections and ends all threads. */
  @Override
  public void close() throws IOException {
    synchronized (state) {
      closed = true;
      state.notifyAll();
    }
    server.close();
    // After the first one, which accepts, no connection is added.
    join(threads.get(0));
    for (Socket socket : sockets) {
      socket.close();
    }
    for (int i = 1; i < threads.size(); i++) {
      join(threads.get(i));
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
