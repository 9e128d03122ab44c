package io.quorate.transport.http;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.Transport.Receiver;
import io.quorate.transport.grpc.GrpcTransport;
import io.quorate.transport.grpc.GrpcTransportOptions;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * How this transport compares with that over gRPC on the loopback interface: run by hand, in one
 * process, one kind after the other and all of it three times, so that what else the machine does
 * shows. Only the ratios mean anything.
 */
final class TransportComparison {
  private static final int MAX_FRAME = 1 << 20;
  private static final int ROUNDS = 3;
  private static final int[] SIZES = {100, 1_000, 100_000};
  private static final long BYTES_PER_MEASUREMENT = 100L << 20;
  private static final int MOST_FRAMES = 300_000;
  private static final int ROUND_TRIPS = 5_000;

  private TransportComparison() {}

  private enum Kind {
    GRPC,
    HTTP_1,
    HTTP_2;

    Transport open(String node) throws Exception {
      NodeAddress anyPort = new NodeAddress("127.0.0.1", 0);
      return this == GRPC
          ? new GrpcTransport(GrpcTransportOptions.of(node, anyPort, MAX_FRAME))
          : new HttpTransport(
              HttpTransportOptions.of(node, anyPort, MAX_FRAME).withHttp2(this == HTTP_2));
    }
  }

  /**
   * Measures and prints.
   *
   * @param args none
   * @throws Exception if it cannot
   */
  public static void main(String[] args) throws Exception {
    for (int round = 1; round <= ROUNDS; round++) {
      double[] base = null;
      for (Kind kind : Kind.values()) {
        double[] measured = new double[SIZES.length + 2];
        for (int i = 0; i < SIZES.length; i++) {
          measured[i] = framesPerSecond(kind, SIZES[i]);
        }
        long[] latencies = roundTrips(kind);
        measured[SIZES.length] = latencies[latencies.length / 2] / 1e3;
        measured[SIZES.length + 1] = latencies[latencies.length * 99 / 100] / 1e3;
        base = base == null ? measured : base;
        StringBuilder line = new StringBuilder(String.format("round %d %-7s", round, kind));
        for (int i = 0; i < measured.length; i++) {
          line.append(String.format(
              Locale.ROOT,
              i < SIZES.length ? "  %d B: %,.0f/s (%.2f)" : "  p%d: %,.0f us (%.2f)",
              i < SIZES.length ? SIZES[i] : i == SIZES.length ? 50 : 99,
              measured[i],
              measured[i] / base[i]));
        }
        System.out.println(line);
      }
    }
  }

  private static double framesPerSecond(Kind kind, int size) throws Exception {
    int frames = (int) Math.min(MOST_FRAMES, BYTES_PER_MEASUREMENT / size);
    AtomicInteger received = new AtomicInteger();
    try (Transport from = started(kind, "from", (hint, frame) -> {});
        Transport to = started(kind, "to", (hint, frame) -> received.incrementAndGet())) {
      connect(from, to, received);
      int before = received.get();
      byte[] bytes = new byte[size];
      long start = System.nanoTime();
      for (int i = 0; i < frames; i++) {
        while (from.send(to.localAddress(), ByteBuffer.wrap(bytes)) != Admission.QUEUED) {
          LockSupport.parkNanos(50_000);
        }
      }
      while (received.get() - before < frames) {
        LockSupport.parkNanos(50_000);
      }
      return frames * 1e9 / (System.nanoTime() - start);
    }
  }

  private static long[] roundTrips(Kind kind) throws Exception {
    SynchronousQueue<Long> back = new SynchronousQueue<>();
    AtomicReference<Transport> second = new AtomicReference<>();
    try (Transport from = started(kind, "from", (hint, frame) -> offer(back, frame.getLong()))) {
      NodeAddress origin = from.localAddress();
      second.set(started(kind, "to", (hint, frame) -> {
        second.get().send(origin, frame);
      }));
      try (Transport to = second.get()) {
        long[] nanos = new long[ROUND_TRIPS];
        from.send(to.localAddress(), ByteBuffer.allocate(100).putLong(0, -2_000));
        while (back.poll(100, TimeUnit.MILLISECONDS) == null) {
          from.send(to.localAddress(), ByteBuffer.allocate(100).putLong(0, -2_000));
        }
        while (back.poll(500, TimeUnit.MILLISECONDS) != null) {
          // What was sent more than once while it connected.
        }
        for (long i = -1_000; i < ROUND_TRIPS; i++) {
          long start = System.nanoTime();
          from.send(to.localAddress(), ByteBuffer.allocate(100).putLong(0, i));
          Long answer = back.poll(10, TimeUnit.SECONDS);
          if (answer == null || answer != i) {
            throw new IllegalStateException("sent " + i + " and got " + answer);
          }
          if (i >= 0) {
            nanos[(int) i] = System.nanoTime() - start;
          }
        }
        Arrays.sort(nanos);
        return nanos;
      }
    }
  }

  /** The asking thread may not wait yet. */
  private static void offer(SynchronousQueue<Long> back, long value) {
    try {
      back.offer(value, 1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Transport started(Kind kind, String node, Receiver receiver) throws Exception {
    Transport transport = kind.open(node);
    transport.start(receiver);
    return transport;
  }

  private static void connect(Transport from, Transport to, AtomicInteger received) {
    // Again and again, for a busy machine may not connect in time.
    while (received.get() == 0) {
      from.send(to.localAddress(), ByteBuffer.allocate(1));
      LockSupport.parkNanos(10_000_000);
    }
    int before;
    do {
      before = received.get();
      LockSupport.parkNanos(100_000_000);
    } while (received.get() > before);
  }
}
