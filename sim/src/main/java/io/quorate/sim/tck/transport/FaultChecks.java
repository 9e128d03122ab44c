package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Admission;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/** What dead, hung, restarting and hostile peers may do to a node: little. */
public final class FaultChecks {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int WAVES = 100;
  private static final int MOST_DATAGRAM_BYTES = 60_000;

  /** Some megabytes a second. */
  private static final long REST_MILLIS = 5;

  private FaultChecks() {}

  /**
   * TR-4: what waits for a peer that does not read is bounded, and what is shed is counted.
   *
   * @param kit makes endpoints
   * @param queueBytes how much the transport may take before it sheds
   * @throws Exception if the check cannot be done
   */
  public static void boundsWhatWaits(TransportKit kit, long queueBytes) throws Exception {
    Endpoint from = kit.open();
    byte[] shared = new byte[CHUNK_BYTES];
    try (HungPeer hung = new HungPeer()) {
      long taken = 0;
      Admission admission = from.transport().send(hung.address(), ByteBuffer.wrap(shared));
      while (admission == Admission.QUEUED && taken <= queueBytes) {
        taken += CHUNK_BYTES;
        admission = from.transport().send(hung.address(), ByteBuffer.wrap(shared));
      }
      Require.that(
          admission == Admission.SHED_QUEUE_FULL || admission == Admission.SHED_UNREACHABLE,
          "frames are shed after at most %d bytes, but after %d the answer is %s",
          queueBytes,
          taken,
          admission);
      Require.that(
          from.counter("shed.frames") >= 1,
          "shed.frames counts it, but %s",
          from.transport().counters());
    }
  }

  /**
   * TR-4: nobody listens.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void tellsThatAPeerIsUnreachable(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    NodeAddress nobody = unusedAddress();
    Await.until(
        kit.patience(),
        () -> "SHED_UNREACHABLE from a port where nobody listens",
        () -> from.transport().send(nobody, ByteBuffer.allocate(1)) == Admission.SHED_UNREACHABLE);
    NodeAddress nowhere = new NodeAddress("no-such-host.invalid", 1);
    Await.until(
        kit.patience(),
        () -> "SHED_UNREACHABLE from a host that does not exist",
        () -> from.transport().send(nowhere, ByteBuffer.allocate(1)) == Admission.SHED_UNREACHABLE);
  }

  /**
   * TR-5: a hung peer, a dead one and a slow one, all under load, and a healthy one between them.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void delaysNoOtherPeer(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint healthy = kit.open();
    Endpoint slow = kit.open();
    from.reach(healthy, kit.patience());
    // Generous, for a busy machine; a transport that waits for one peer waits for seconds.
    Duration limit = kit.patience().dividedBy(10);
    byte[] shared = new byte[CHUNK_BYTES];
    NodeAddress dead = unusedAddress();
    // What the slow one gets, its endpoint cannot read; it is not this check's.
    slow.ignoreFrames();
    try (HungPeer hung = new HungPeer();
        Relay relay = new Relay(slow.address())) {
      relay.slow(REST_MILLIS);
      for (int wave = 0; wave < WAVES; wave++) {
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
          from.transport().send(hung.address(), ByteBuffer.wrap(shared));
          from.transport().send(dead, ByteBuffer.wrap(shared));
          from.transport().send(relay.address(), ByteBuffer.wrap(shared));
        }
        from.reach(healthy, kit.patience());
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Require.that(
            took.compareTo(limit) < 0,
            "send does not block, and a healthy peer gets each frame within %s, but it took %s",
            limit,
            took);
      }
    }
  }

  /**
   * TR-6: the peer's process is started again on its port.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void reconnects(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    NodeAddress address = to.address();
    from.reach(to, kit.patience());
    for (int restart = 0; restart < 3; restart++) {
      to.close();
      // Some while nobody is there, so that the connection is known to be broken.
      Await.until(kit.patience(), () -> "the sender notices that the peer is gone", () -> {
        from.transport().send(address, new Frame(0, 0, Frame.HEADER_BYTES).encode());
        return from.transport().send(address, new Frame(0, 0, Frame.HEADER_BYTES).encode())
            == Admission.SHED_UNREACHABLE;
      });
      to = kit.open(address, TransportKit.MAX_FRAME_BYTES);
      from.reach(to, kit.patience());
    }
  }

  /**
   * TR-8, the receiver's half: the sender thinks that it may send more than the receiver takes.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void refusesToReceiveTooLargeAFrame(TransportKit kit) throws Exception {
    int limit = 4 << 10;
    Endpoint from = kit.open();
    Endpoint third = kit.open();
    Endpoint to = kit.open(new NodeAddress("127.0.0.1", 0), limit);
    AtomicBoolean tooLarge = new AtomicBoolean();
    to.onFrame(frame -> {
      if (frame.size() > limit) {
        tooLarge.set(true);
      }
    });
    long refused = 0;
    for (int size : new int[] {limit + 1, 100_000, TransportKit.MAX_FRAME_BYTES}) {
      from.reach(to, kit.patience());
      third.reach(to, kit.patience());
      long before = refused;
      Await.until(
          kit.patience(), () -> "refused.frames counts a frame of " + size + " bytes", () -> {
            from.transport().send(to.address(), new Frame(1, 1, size).encode());
            return to.counter("refused.frames") > before;
          });
      refused = to.counter("refused.frames");
      third.reach(to, kit.patience());
    }
    from.reach(to, kit.patience());
    Require.that(!tooLarge.get(), "no frame over the receiver's limit is delivered");
  }

  /**
   * TR-9: port scanners, browsers, and worse.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void survivesGarbage(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    from.reach(to, kit.patience());
    byte[] noise = new byte[100_000];
    new Random(42).nextBytes(noise);
    List<byte[]> garbage = List.of(
        noise,
        new byte[0],
        new byte[1],
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
    List<Socket> left = new ArrayList<>();
    try {
      for (byte[] bytes : garbage) {
        throwByTcp(to.address(), bytes, left);
        throwByUdp(to.address(), bytes);
        from.reach(to, kit.patience());
      }
    } finally {
      for (Socket socket : left) {
        socket.close();
      }
    }
    from.reach(to, kit.patience());
    // Whoever comes now needs a new connection.
    kit.open().reach(to, kit.patience());
  }

  private static void throwByTcp(NodeAddress to, byte[] bytes, List<Socket> left)
      throws IOException {
    try {
      Socket closed = new Socket(InetAddress.getByName(to.host()), to.port());
      left.add(closed);
      Socket open = new Socket(InetAddress.getByName(to.host()), to.port());
      left.add(open);
      write(closed, bytes);
      closed.close();
      write(open, bytes);
    } catch (ConnectException e) {
      // A transport need not listen by TCP; if it does and fell silent, it is not reached below.
    }
  }

  /** In pieces of various sizes, for a datagram does not hold all. */
  private static void throwByUdp(NodeAddress to, byte[] bytes) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      InetSocketAddress target = new InetSocketAddress(to.host(), to.port());
      int at = 0;
      for (int size = 1; at < bytes.length; size = Math.min(3 * size, MOST_DATAGRAM_BYTES)) {
        int length = Math.min(size, bytes.length - at);
        socket.send(new DatagramPacket(bytes, at, length, target));
        at += length;
      }
      socket.send(new DatagramPacket(new byte[0], 0, target));
    }
  }

  private static void write(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // The transport is free to hang up in the middle of it.
    }
  }

  /**
   * A port where nobody listens; it was ours a moment ago, so that nobody else is likely to take
   * it.
   */
  static NodeAddress unusedAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return new NodeAddress("127.0.0.1", socket.getLocalPort());
    }
  }
}
