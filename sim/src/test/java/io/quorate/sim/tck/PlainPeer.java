package io.quorate.sim.tck;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Admission;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** One peer of a {@link PlainTransport}: a queue, a thread that empties it, and a socket. */
final class PlainPeer {
  private static final int CONNECT_MILLIS = 1_000;

  private final PlainTransport transport;
  private final NodeAddress address;
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private long queued;
  private long leaveAloneUntil = System.nanoTime();
  private boolean unreachable;
  private boolean closed;
  private Socket socket;

  PlainPeer(PlainTransport transport, NodeAddress address) {
    this.transport = transport;
    this.address = address;
    transport.thread("out", this::run);
  }

  synchronized Admission offer(ByteBuffer frame) {
    if (closed) {
      return Admission.CLOSED;
    }
    if (unreachable && System.nanoTime() - leaveAloneUntil < 0) {
      return Admission.SHED_UNREACHABLE;
    }
    unreachable = false;
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    if (queued + bytes.length > transport.queueBytes()) {
      if (transport.shedsOldest()) {
        queued += bytes.length - queue.remove().length;
        queue.add(bytes);
      }
      return Admission.SHED_QUEUE_FULL;
    }
    queue.add(bytes);
    queued += bytes.length;
    notifyAll();
    return Admission.QUEUED;
  }

  private synchronized byte[] next() throws InterruptedException {
    while (queue.isEmpty() && !closed) {
      wait();
    }
    return closed ? null : queue.peek();
  }

  private synchronized boolean isEmptyAfter(byte[] frame) {
    if (queue.remove(frame)) {
      queued -= frame.length;
    }
    return queue.isEmpty();
  }

  private void run() {
    try {
      DataOutputStream out = null;
      for (byte[] frame = next(); frame != null; frame = next()) {
        try {
          if (out == null) {
            out = connect();
          }
          out.writeInt(frame.length);
          out.write(frame);
          transport.counters.get("sent.frames").incrementAndGet();
          transport.counters.get("sent.bytes").addAndGet(frame.length);
          if (isEmptyAfter(frame)) {
            out.flush();
          }
        } catch (IOException e) {
          out = null;
          failed();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private DataOutputStream connect() throws IOException {
    Socket next = new Socket();
    synchronized (this) {
      if (closed) {
        throw new IOException("closed");
      }
      socket = next;
    }
    InetSocketAddress there = new InetSocketAddress(address.host(), address.port());
    if (there.isUnresolved()) {
      throw new IOException(address + " has no address");
    }
    next.connect(there, CONNECT_MILLIS);
    next.setTcpNoDelay(true);
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(next.getOutputStream()));
    out.writeInt(PlainTransport.MAGIC);
    return out;
  }

  private synchronized void failed() {
    PlainTransport.closeQuietly(socket);
    queue.clear();
    queued = 0;
    unreachable = true;
    leaveAloneUntil = System.nanoTime() + transport.backOffMillis() * 1_000_000;
  }

  synchronized void close() {
    closed = true;
    queue.clear();
    PlainTransport.closeQuietly(socket);
    notifyAll();
  }
}
