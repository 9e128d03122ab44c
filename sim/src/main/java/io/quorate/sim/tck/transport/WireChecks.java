package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.UntestedException;
import io.quorate.spi.Transport.Admission;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a network that stands still or breaks may do to what it carries. */
public final class WireChecks {
  private static final int FRAME_BYTES = 256 << 10;
  private static final int SENDER = 7;
  private static final Duration STORM = Duration.ofSeconds(1);
  private static final int MOST_ATTEMPTS = 50;

  /** What sockets and relays may hold beside a transport's own queue, and more. */
  private static final long ON_THE_WAY_BYTES = 16L << 20;

  private WireChecks() {}

  /**
   * TR-3: connections break in the midst of frames, each time at another byte.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void deliversNoHalfFrames(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint third = kit.open();
    Endpoint to = kit.open();
    try (Relay relay = relay(to)) {
      from.reach(relay.address(), to, kit.patience());
      long sequence = 0;
      for (int bytes : List.of(FRAME_BYTES - 1_000, FRAME_BYTES / 2, 30_000, 2_000)) {
        relay.breakAfter(bytes);
        long before = relay.cuts();
        long first = sequence;
        Await.until(
            kit.patience(),
            () -> "a connection breaks after " + bytes + " bytes",
            () -> sends(from, relay.address(), first, 3) && relay.cuts() > before);
        sequence += 3;
        third.reach(to, kit.patience());
      }
      relay.heal();
      from.reach(relay.address(), to, kit.patience());
    }
    // Endpoints note a frame that nobody sent; the kit asks them at the end.
  }

  private static Relay relay(Endpoint to) throws IOException {
    if (!Relay.canLead(to.address())) {
      throw new UntestedException(
          "the kit can break and hold up connections of TCP only, and this transport takes none");
    }
    return new Relay(to.address());
  }

  /** Always true. */
  private static boolean sends(Endpoint from, NodeAddress to, long first, int count) {
    for (long sequence = first; sequence < first + count; sequence++) {
      from.transport().send(to, new Frame(SENDER, sequence, FRAME_BYTES).encode());
    }
    return true;
  }

  /**
   * TR-4: what was admitted before the queue was full arrives, and what was shed does not.
   *
   * @param kit makes endpoints
   * @param queueBytes how much the transport may take before it sheds
   * @throws Exception if the check cannot be done
   */
  public static void shedsTheNewest(TransportKit kit, long queueBytes) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    try (Relay relay = relay(to)) {
      from.reach(relay.address(), to, kit.patience());
      List<Long> arrived = new CopyOnWriteArrayList<>();
      to.onFrame(frame -> {
        if (frame.sender() == SENDER) {
          arrived.add(frame.sequence());
        }
      });
      relay.pause();
      long admitted = fill(from, relay.address(), queueBytes);
      relay.resume();
      Await.until(
          kit.patience(),
          () -> "all " + admitted + " frames arrive that were admitted before the first was shed;"
              + " did: " + arrived.size(),
          () -> arrived.contains(admitted - 1));
      from.reach(relay.address(), to, kit.patience());
      for (int i = 0; i < arrived.size(); i++) {
        Require.that(
            arrived.get(i) == i,
            "what was admitted arrives, and the newest is shed, but after frame %d came %d of %d",
            i - 1,
            arrived.get(i),
            admitted);
      }
      Require.that(
          arrived.size() == admitted,
          "%d frames arrive, as many as were admitted, but %d did",
          admitted,
          arrived.size());
    }
  }

  /** Sends until the first frame is shed; returns how many were admitted. */
  private static long fill(Endpoint from, NodeAddress to, long queueBytes) {
    long sequence = 0;
    while (true) {
      Admission admission =
          from.transport().send(to, new Frame(SENDER, sequence, FRAME_BYTES).encode());
      if (admission == Admission.SHED_QUEUE_FULL) {
        return sequence;
      }
      if (admission != Admission.QUEUED) {
        throw new UntestedException(
            "a peer that takes nothing is " + admission + " before its queue is full");
      }
      sequence++;
      Require.that(
          sequence * FRAME_BYTES <= queueBytes + FRAME_BYTES,
          "frames are shed after at most %d bytes, but %d were admitted",
          queueBytes,
          sequence * FRAME_BYTES);
    }
  }

  /**
   * TR-6: a peer that takes every connection and breaks it at once.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void backsOff(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    try (Relay relay = relay(to)) {
      relay.breakAfter(0);
      Await.until(kit.patience(), () -> "a first connection is tried", () -> {
        from.transport().send(relay.address(), new Frame(0, 0, Frame.HEADER_BYTES).encode());
        return relay.attempts() > 0;
      });
      long before = relay.attempts();
      Await.within(STORM, () -> {
        from.transport().send(relay.address(), new Frame(0, 0, Frame.HEADER_BYTES).encode());
        return false;
      });
      long attempts = relay.attempts() - before;
      Require.that(
          attempts <= MOST_ATTEMPTS,
          "a transport backs off, with at most %d attempts in %s, but there were %d",
          MOST_ATTEMPTS,
          STORM,
          attempts);
      relay.heal();
      from.reach(relay.address(), to, kit.patience());
    }
  }

  /**
   * What else forgetting does: the connection is closed, and what waits for it dropped.
   *
   * @param kit makes endpoints
   * @param queueBytes how much the transport may take before it sheds
   * @throws Exception if the check cannot be done
   */
  public static void closesTheConnectionToAForgottenPeer(TransportKit kit, long queueBytes)
      throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    try (Relay relay = relay(to)) {
      from.reach(relay.address(), to, kit.patience());
      relay.pause();
      long admitted = fill(from, relay.address(), queueBytes);
      from.transport().forget(relay.address());
      relay.resume();
      Await.until(
          kit.patience(),
          () -> "the connection is closed; still open: " + relay.connections(),
          () -> relay.connections() == 0);
      long arrived = to.received();
      Require.that(
          admitted * FRAME_BYTES <= ON_THE_WAY_BYTES || arrived < admitted,
          "what waits is dropped, but all %d frames arrived",
          admitted);
      from.reach(relay.address(), to, kit.patience());
    }
  }
}
