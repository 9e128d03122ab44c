package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.transport.Await;
import io.quorate.sim.tck.transport.HungPeer;
import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.Transport.Receiver;
import io.quorate.spi.TransportException;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is particular to this transport; what all transports promise is checked by the conformance
 * kit.
 */
class HttpTransportTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MAX_FRAME = 64 << 10;
  private static final NodeAddress ANY_PORT = new NodeAddress("127.0.0.1", 0);

  private final List<HttpTransport> opened = new ArrayList<>();

  @AfterEach
  void closeAll() {
    opened.forEach(HttpTransport::close);
  }

  private HttpTransport open(HttpTransportOptions options, Receiver receiver)
      throws TransportException {
    HttpTransport transport = new HttpTransport(options);
    opened.add(transport);
    transport.start(receiver);
    return transport;
  }

  private HttpTransport open(String node, Receiver receiver) throws TransportException {
    return open(HttpTransportOptions.of(node, ANY_PORT, MAX_FRAME), receiver);
  }

  private static HttpTransportOptions options(
      long queueBytes, Duration responseTimeout, int threads) {
    return new HttpTransportOptions(
        "n",
        ANY_PORT,
        MAX_FRAME,
        queueBytes,
        LONG,
        responseTimeout,
        LONG,
        threads,
        1_024,
        false,
        Optional.empty());
  }

  private static long count(HttpTransport transport, String counter) {
    return transport.counters().get(counter);
  }

  private static ByteBuffer frame(int size) {
    return ByteBuffer.allocate(size);
  }

  private static NodeAddress deadAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return new NodeAddress("127.0.0.1", socket.getLocalPort());
    }
  }

  @Test
  void theQueueTakesWhatItIsConfiguredToTakeAndNoMore() throws Exception {
    int size = 1_000;
    int fitting = 100;
    long bound = (long) fitting * (size + HttpTransportOptions.FRAME_OVERHEAD);
    HttpTransport transport = open(options(bound, LONG, 8), (hint, bytes) -> {});
    try (HungPeer hung = new HungPeer()) {
      for (int i = 0; i < fitting; i++) {
        assertThat(transport.send(hung.address(), frame(size))).isEqualTo(Admission.QUEUED);
      }
      assertThat(transport.send(hung.address(), frame(1))).isEqualTo(Admission.SHED_QUEUE_FULL);
      assertThat(count(transport, "shed.frames")).isEqualTo(1);
      assertThat(count(transport, "sent.frames")).isZero();
    }
  }

  @Test
  void aPeerThatDoesNotAnswerInTimeIsUnreachableAndItsFramesAreDropped() throws Exception {
    HttpTransport transport =
        open(options(1 << 20, Duration.ofMillis(100), 8), (hint, bytes) -> {});
    try (HungPeer hung = new HungPeer()) {
      assertThat(transport.send(hung.address(), frame(10))).isEqualTo(Admission.QUEUED);
      Await.until(
          LONG,
          () -> "the peer is given up " + transport.counters(),
          () -> transport.send(hung.address(), frame(10)) == Admission.SHED_UNREACHABLE);
      assertThat(count(transport, "dropped.frames")).isPositive();
      assertThat(count(transport, "connections.failed")).isPositive();
      assertThat(count(transport, "connections.opened")).isZero();
    }
  }

  @Test
  void attemptsAreFurtherAndFurtherApart() throws Exception {
    HttpTransport transport = open("backoff", (hint, bytes) -> {});
    NodeAddress dead = deadAddress();
    long start = System.nanoTime();
    Await.until(LONG, () -> "five attempts fail: " + transport.counters(), () -> {
      transport.send(dead, frame(1));
      return count(transport, "connections.failed") >= 5;
    });
    // At the shortest, the four waits between them are halves of 50, 100, 200 and 400 ms.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(375));
  }

  @Test
  void aSlowReceiverFillsTheSendersQueueAndLosesNothingThatWasAdmitted() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicLong last = new AtomicLong(-1);
    AtomicReference<String> disorder = new AtomicReference<>();
    HttpTransport slow = open("slow", (hint, bytes) -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        disorder.set("interrupted");
      }
      long sequence = bytes.getLong();
      if (last.getAndSet(sequence) != sequence - 1) {
        disorder.set("gap before " + sequence);
      }
    });
    CountDownLatch other = new CountDownLatch(1);
    HttpTransport quick = open("quick", (hint, bytes) -> other.countDown());
    HttpTransport sender = open(options(1 << 20, LONG, 8), (hint, bytes) -> {});

    long sequence = 0;
    while (true) {
      ByteBuffer frame = frame(10_000).putLong(0, sequence);
      if (sender.send(slow.localAddress(), frame) == Admission.SHED_QUEUE_FULL) {
        // The io thread may just not have come round yet; only what stays full is held up by the
        // receiver.
        long sent = count(sender, "sent.frames");
        if (!Await.within(Duration.ofMillis(200), () -> count(sender, "sent.frames") > sent)) {
          break;
        }
      } else {
        sequence++;
      }
    }
    sender.send(quick.localAddress(), frame(1));
    assertThat(other.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

    go.countDown();
    long admitted = sequence;
    Await.until(
        LONG,
        () -> admitted + " frames arrive; the last is " + last,
        () -> last.get() == admitted - 1);
    assertThat(disorder.get()).isNull();
  }

  @Test
  void eachPeerCostsOneThreadAndTheServerABoundedNumber() throws Exception {
    int nodes = 10;
    Set<String> seen = ConcurrentHashMap.newKeySet();
    List<HttpTransport> mesh = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      int self = i;
      mesh.add(open("mesh" + i, (hint, bytes) -> seen.add(bytes.getInt() + " -> " + self)));
    }
    for (int from = 0; from < nodes; from++) {
      for (int to = 0; to < nodes; to++) {
        Admission admission =
            mesh.get(from).send(mesh.get(to).localAddress(), frame(8).putInt(0, from));
        assertThat(admission).isEqualTo(Admission.QUEUED);
      }
    }
    Await.until(
        LONG,
        () -> "everybody hears everybody: " + seen.size(),
        () -> seen.size() == nodes * nodes);
    List<String> threads = Leftovers.threadsNamed("quorate-mesh");
    assertThat(threads).filteredOn(name -> name.contains("-http-send-")).hasSize(nodes * nodes);
    for (int i = 0; i < nodes; i++) {
      assertThat(Leftovers.threadsNamed("quorate-mesh" + i + "-http-serve-"))
          .hasSizeLessThanOrEqualTo(8);
      assertThat(Leftovers.threadsNamed("quorate-mesh" + i + "-http-timer-"))
          .hasSizeLessThanOrEqualTo(1);
      // Each peer's connection is looked after for a moment now and then, all at once at worst.
      assertThat(Leftovers.threadsNamed("quorate-mesh" + i + "-http-client-"))
          .hasSizeLessThanOrEqualTo(nodes);
    }
  }

  @Test
  void whatGathersDuringARequestGoesWithTheNextOne() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger received = new AtomicInteger();
    HttpTransport slow = open("slow", (hint, bytes) -> {
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      received.incrementAndGet();
    });
    HttpTransport sender = open(options(1 << 20, LONG, 8), (hint, bytes) -> {});
    sender.send(slow.localAddress(), frame(10));
    Await.until(LONG, () -> "it arrives", () -> count(slow, "received.frames") == 1);
    for (int i = 0; i < 1_000; i++) {
      sender.send(slow.localAddress(), frame(10));
    }
    go.countDown();
    Await.until(LONG, () -> "all arrive: " + received, () -> received.get() == 1_001);
    Await.until(
        LONG,
        () -> "all are confirmed: " + sender.counters(),
        () -> count(sender, "sent.frames") == 1_001);
    assertThat(count(sender, "sent.requests")).isEqualTo(2);
    assertThat(count(sender, "connections.opened")).isEqualTo(1);
  }

  @Test
  void aPeerThatHangsAfterItHasAnsweredLosesTheConnectionAndThenCountsAsUnreachable()
      throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger frames = new AtomicInteger();
    HttpTransport hanging = open("hanging", (hint, bytes) -> {
      if (frames.incrementAndGet() > 1) {
        try {
          end.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    });
    HttpTransport sender = open(options(1 << 20, Duration.ofMillis(200), 8), (hint, bytes) -> {});
    sender.send(hanging.localAddress(), frame(1));
    Await.until(LONG, () -> "it answers", () -> count(sender, "sent.frames") == 1);
    try {
      Await.until(
          LONG,
          () -> "it is given up: " + sender.counters(),
          () -> sender.send(hanging.localAddress(), frame(1)) == Admission.SHED_UNREACHABLE);
      assertThat(count(sender, "connections.lost")).isEqualTo(1);
      assertThat(count(sender, "connections.failed")).isPositive();
      assertThat(count(sender, "dropped.frames")).isPositive();
    } finally {
      end.countDown();
    }
    Await.until(LONG, () -> "it is back: " + sender.counters(), () -> {
      sender.send(hanging.localAddress(), frame(1));
      return count(sender, "connections.opened") >= 2;
    });
  }

  @Test
  void aConnectionIsKeptAndUsedAgain() throws Exception {
    HttpTransport receiver = open("receiver", (hint, bytes) -> {});
    HttpTransport sender = open("sender", (hint, bytes) -> {});
    for (int i = 1; i <= 20; i++) {
      int number = i;
      sender.send(receiver.localAddress(), frame(1));
      Await.until(LONG, () -> "it is confirmed", () -> count(sender, "sent.frames") == number);
    }
    assertThat(count(sender, "connections.opened")).isEqualTo(1);
  }

  @Test
  void severalThreadsKeepTheOrderToo() throws Exception {
    int frames = 20_000;
    AtomicLong next = new AtomicLong();
    AtomicReference<String> disorder = new AtomicReference<>();
    HttpTransport receiver = open(options(64 << 20, LONG, 4), (hint, bytes) -> {
      long sequence = bytes.getLong();
      if (sequence != next.getAndIncrement()) {
        disorder.compareAndSet(null, sequence + " came as number " + (next.get() - 1));
      }
    });
    HttpTransport sender = open(options(64 << 20, LONG, 4), (hint, bytes) -> {});
    for (long i = 0; i < frames; i++) {
      assertThat(sender.send(receiver.localAddress(), frame(100).putLong(0, i)))
          .isEqualTo(Admission.QUEUED);
    }
    Await.until(LONG, () -> "all arrive: " + next, () -> next.get() == frames);
    assertThat(disorder.get()).isNull();
  }

  @Test
  void aFrameLargerThanEveryWindowArrives() throws Exception {
    int size = 16 << 20;
    AtomicInteger arrived = new AtomicInteger();
    HttpTransport receiver = open(
        HttpTransportOptions.of("big", ANY_PORT, size),
        (hint, bytes) -> arrived.set(bytes.remaining()));
    HttpTransport sender =
        open(HttpTransportOptions.of("sender", ANY_PORT, size), (hint, bytes) -> {});
    sender.send(receiver.localAddress(), frame(size));
    Await.until(LONG, () -> "the frame arrives", () -> arrived.get() == size);
  }

  @Test
  void aReceiverThatThrowsIsCountedAndTheConnectionLivesOn() throws Exception {
    CountDownLatch second = new CountDownLatch(2);
    HttpTransport receiver = open("throws", (hint, bytes) -> {
      second.countDown();
      throw new IllegalStateException("as a test");
    });
    HttpTransport sender = open("sender", (hint, bytes) -> {});
    sender.send(receiver.localAddress(), frame(1));
    sender.send(receiver.localAddress(), frame(1));
    assertThat(second.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Await.until(LONG, () -> "both count", () -> count(receiver, "receiver.failures") == 2);
    assertThat(count(sender, "connections.lost")).isZero();
  }

  @Test
  void aReceiverMayCloseItsOwnTransport() throws Exception {
    AtomicReference<HttpTransport> self = new AtomicReference<>();
    CountDownLatch closed = new CountDownLatch(1);
    self.set(open("selfclosing", (hint, bytes) -> {
      self.get().close();
      closed.countDown();
    }));
    HttpTransport sender = open("sender", (hint, bytes) -> {});
    sender.send(self.get().localAddress(), frame(1));
    assertThat(closed.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Await.until(
        LONG,
        () -> "its threads end",
        () -> Leftovers.threadsNamed("quorate-selfclosing-").isEmpty());
  }

  @Test
  void closeDoesNotWaitForPeersThatDoNotAnswer() throws Exception {
    HttpTransport transport = open(options(1 << 20, LONG, 8), (hint, bytes) -> {});
    try (HungPeer hung = new HungPeer()) {
      transport.send(hung.address(), frame(1));
      transport.send(new NodeAddress("localhost", hung.address().port()), frame(1));
      long start = System.nanoTime();
      transport.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(Leftovers.threadsNamed("quorate-n-")).isEmpty();
    }
  }

  @Test
  void hostNamesAreLookedUp() throws Exception {
    AtomicReference<String> from = new AtomicReference<>();
    HttpTransport receiver = open(
        HttpTransportOptions.of("named", new NodeAddress("localhost", 0), 100),
        (hint, bytes) -> from.set(hint));
    HttpTransport sender = open("sender", (hint, bytes) -> {});
    assertThat(receiver.localAddress().host()).isEqualTo("localhost");
    sender.send(receiver.localAddress(), frame(1));
    Await.until(LONG, () -> "the frame arrives", () -> from.get() != null);
    assertThat(NodeAddress.parse(from.get()).port()).isPositive();
  }

  @Test
  void anAddressOfAnotherMachineCannotBeBound() throws Exception {
    for (String host : List.of("192.0.2.1", "no-such-host.invalid")) {
      HttpTransport transport = new HttpTransport(
          HttpTransportOptions.of("elsewhere", new NodeAddress(host, 7), MAX_FRAME));
      assertThatThrownBy(() -> transport.start((hint, bytes) -> {}))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining(host + ":7")
          .hasMessageContaining("bind.host must be an address of this machine");
      assertThat(Leftovers.threadsNamed("quorate-elsewhere-")).isEmpty();
    }
  }

  @Test
  void aTransportIsStartedOnce() throws Exception {
    HttpTransport transport = open("once", (hint, bytes) -> {});
    assertThatThrownBy(() -> transport.start((hint, bytes) -> {}))
        .isInstanceOf(IllegalStateException.class);
    transport.close();
    assertThatThrownBy(() -> transport.start((hint, bytes) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void valuesThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> options(MAX_FRAME, LONG, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queueBytes 65536")
        .hasMessageContaining("at least 65600");
    assertThatThrownBy(() -> options(1 << 20, Duration.ZERO, 1))
        .hasMessageContaining("responseTimeout");
    assertThatThrownBy(() -> options(1 << 20, LONG, 3)).hasMessageContaining("serverThreads");
    assertThatThrownBy(() -> HttpTransportOptions.of("n", ANY_PORT, 0))
        .hasMessageContaining("maxFrameBytes");
  }
}
