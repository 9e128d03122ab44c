package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.TransportException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Start, forget and close. */
public final class LifecycleChecks {
  private static final int CYCLES = 20;
  private static final int CHUNK_BYTES = 64 << 10;

  /** More than the network takes; what waits in the transport is bounded by TR-4. */
  private static final int MANY_CHUNKS = 400;

  /**
   * Libraries may keep a few descriptors for all transports of a process; a leak has one or more
   * per cycle.
   */
  private static final int FILES_SLACK = 8;

  private LifecycleChecks() {}

  /**
   * TR-10: close while frames fly both ways.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void closesUnderLoad(TransportKit kit) throws Exception {
    Set<Thread> before = new HashSet<>(Leftovers.threads());
    Endpoint a = kit.open();
    Endpoint b = kit.open();
    NodeAddress toA = a.address();
    NodeAddress toB = b.address();
    a.reach(b, kit.patience());
    b.reach(a, kit.patience());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch busy = new CountDownLatch(1);
    Thread sender = new Thread(() -> {
      try {
        for (long i = 0; !stop.get(); i++) {
          Frame frame = new Frame(1, i, 1_000);
          a.transport().send(toB, frame.encode());
          b.transport().send(toA, frame.encode());
          if (i == 1_000) {
            busy.countDown();
          }
        }
      } catch (Throwable e) {
        thrown.set(e);
      } finally {
        busy.countDown();
      }
    });
    sender.start();
    busy.await();
    timedClose(kit, b, toB);
    timedClose(kit, a, toA);
    stop.set(true);
    sender.join();
    Require.that(
        thrown.get() == null,
        "send does not throw while the transport closes, but %s",
        thrown.get());
    a.close();
    Admission admission = a.transport().send(toB, ByteBuffer.allocate(1));
    Require.that(admission == Admission.CLOSED, "CLOSED after close, but it was %s", admission);
    before.add(sender);
    assertNoNewThreads(kit, before);
  }

  /** Closes; at once nothing is left that bears the node's name, and nobody listens. */
  private static void timedClose(TransportKit kit, Endpoint endpoint, NodeAddress address)
      throws IOException {
    long start = System.nanoTime();
    endpoint.close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Require.that(
        took.compareTo(kit.closeLimit()) <= 0,
        "close returns within %s, but took %s",
        kit.closeLimit(),
        took);
    List<String> left = Leftovers.threadsNamed(endpoint.threadPrefix());
    Require.that(left.isEmpty(), "no thread is left by close, but %s", left);
    assertNobodyListens(address, "after close");
  }

  private static void assertNobodyListens(NodeAddress address, String when) throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(address.host()), address.port())) {
      throw new AssertionError(
          "expected: nobody listens " + when + ", but " + socket + " was accepted");
    } catch (ConnectException e) {
      // As it should be.
    }
  }

  /** What the libraries below share in the process may take a moment, but must go. */
  private static void assertNoNewThreads(TransportKit kit, Set<Thread> before) {
    Await.until(
        kit.closeLimit(),
        () -> "the threads end: " + Leftovers.newThreads(before),
        () -> Leftovers.newThreads(before).isEmpty());
  }

  /**
   * TR-10: close while a peer that hangs has not taken what waits for it, and others cannot be
   * reached.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void closesBesideAHungPeer(TransportKit kit) throws Exception {
    Set<Thread> before = new HashSet<>(Leftovers.threads());
    Endpoint from = kit.open();
    NodeAddress address = from.address();
    NodeAddress dead = FaultChecks.unusedAddress();
    NodeAddress nowhere = new NodeAddress("no-such-host.invalid", 1);
    byte[] shared = new byte[CHUNK_BYTES];
    try (HungPeer hung = new HungPeer()) {
      for (int i = 0; i < MANY_CHUNKS; i++) {
        from.transport().send(hung.address(), ByteBuffer.wrap(shared));
        from.transport().send(dead, ByteBuffer.wrap(shared));
        from.transport().send(nowhere, ByteBuffer.wrap(shared));
      }
      timedClose(kit, from, address);
    }
    assertNoNewThreads(kit, before);
  }

  /**
   * TR-10: many lives in one process.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void leavesNothingInManyCycles(TransportKit kit) throws Exception {
    Set<Thread> before = new HashSet<>(Leftovers.threads());
    OptionalLong filesEarly = OptionalLong.empty();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      Endpoint a = kit.open();
      Endpoint b = kit.open();
      a.reach(b, kit.patience());
      a.close();
      b.close();
      if (cycle == 2) {
        filesEarly = Leftovers.openFiles();
      }
    }
    assertNoNewThreads(kit, before);
    if (filesEarly.isPresent()) {
      long most = filesEarly.getAsLong() + FILES_SLACK;
      Await.until(
          kit.closeLimit(),
          () -> "at most " + most + " files and sockets are open; now " + Leftovers.openFiles(),
          () -> Leftovers.openFiles().orElse(0) <= most);
    }
  }

  /**
   * TR-7: frames sent before the start and after the close of the receiver, and during both.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void deliversOnlyBetweenStartAndClose(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    NodeAddress address = to.address();
    AtomicBoolean stop = new AtomicBoolean();
    Thread sender = new Thread(() -> {
      while (!stop.get()) {
        from.transport().send(address, new Frame(1, 1, 200).encode());
      }
    });
    sender.start();
    try {
      for (int life = 0; life < 3; life++) {
        Endpoint current = to;
        Await.until(kit.patience(), () -> "a frame arrives", () -> current.received() > 0);
        to.close();
        long received = to.received();
        to = kit.open(address, TransportKit.MAX_FRAME_BYTES);
        Endpoint next = to;
        Await.until(kit.patience(), () -> "a frame arrives", () -> next.received() > 0);
        Require.that(current.received() == received, "nothing arrives after close");
      }
    } finally {
      stop.set(true);
      sender.join();
    }
    // Endpoints note a call of the receiver outside of its time; the kit asks them at the end.
  }

  /**
   * TR-11: the port belongs to somebody else.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void refusesATakenPort(TransportKit kit) throws Exception {
    Endpoint owner = kit.open();
    Endpoint late = kit.make(owner.address(), TransportKit.MAX_FRAME_BYTES);
    try {
      late.start();
    } catch (TransportException e) {
      Require.that(
          e.getMessage().contains(owner.address().toString()),
          "the message names %s: %s",
          owner.address(),
          e);
      late.close();
      List<String> left = Leftovers.threadsNamed(late.threadPrefix());
      Require.that(left.isEmpty(), "no thread is left by a failed start, but %s", left);
      return;
    }
    throw new AssertionError(
        "expected: a TransportException, for " + owner.address() + " is taken");
  }

  /**
   * A transport is made long before it is started: the node may have much to read in between.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void listensFromStartOn(TransportKit kit) throws Exception {
    NodeAddress address = FaultChecks.unusedAddress();
    Endpoint made = kit.make(address, TransportKit.MAX_FRAME_BYTES);
    assertNobodyListens(address, "before start");
    made.start();
    Require.that(
        made.address().port() == address.port(),
        "the address is %s, as asked for, but it is %s",
        address,
        made.address());
    kit.open().reach(made, kit.patience());
  }

  /**
   * TR-12: what may be called before start and after close.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void answersWhenNotRunning(TransportKit kit) throws Exception {
    Endpoint endpoint = kit.make();
    NodeAddress somewhere = FaultChecks.unusedAddress();
    endpoint.transport().counters();
    Admission early = endpoint.transport().send(somewhere, ByteBuffer.allocate(1));
    Require.that(early == Admission.CLOSED, "CLOSED before start, but it was %s", early);
    endpoint.transport().forget(somewhere);
    try {
      NodeAddress address = endpoint.address();
      throw new AssertionError(
          "expected: an IllegalStateException before start, but the address is " + address);
    } catch (IllegalStateException e) {
      // As it should be.
    }
    Endpoint neverStarted = kit.make();
    neverStarted.close();
    neverStarted.close();
    endpoint.start();
    Require.that(endpoint.address().port() != 0, "the real port, but it is 0");
    endpoint.close();
    Admission late = endpoint.transport().send(somewhere, ByteBuffer.allocate(1));
    Require.that(late == Admission.CLOSED, "CLOSED after close, but it was %s", late);
    endpoint.transport().forget(somewhere);
    endpoint.transport().counters();
  }

  /**
   * TR-13: forgetting a peer, and sending to it later.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void beginsAnewWithAForgottenPeer(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    for (int i = 0; i < 3; i++) {
      from.reach(to, kit.patience());
      from.transport().forget(to.address());
    }
    from.reach(to, kit.patience());
  }
}
