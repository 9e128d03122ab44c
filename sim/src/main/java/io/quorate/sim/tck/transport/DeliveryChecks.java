package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport.Admission;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What a healthy network and healthy peers may expect. */
public final class DeliveryChecks {
  private static final int SENDERS = 4;
  private static final int FRAMES = 5_000;

  private DeliveryChecks() {}

  /**
   * TR-1: losing is allowed, but not for no reason.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void losesNothingOnAHealthyConnection(TransportKit kit) throws Exception {
    Endpoint to = kit.open();
    load(kit, to);
    Await.until(
        kit.patience(),
        () -> SENDERS * FRAMES + " frames arrive; " + to.received() + " did",
        () -> to.received() == (long) SENDERS * FRAMES);
  }

  /**
   * TR-2: several senders, each of whose frames stay in order.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void keepsTheOrder(TransportKit kit) throws Exception {
    Endpoint to = kit.open();
    Map<Integer, Long> last = new ConcurrentHashMap<>();
    AtomicReference<String> disorder = new AtomicReference<>();
    to.onFrame(frame -> {
      Long before = last.put(frame.sender(), frame.sequence());
      if (before != null && before > frame.sequence()) {
        disorder.set(
            "frame " + frame.sequence() + " of sender " + frame.sender() + " came after " + before);
      }
    });
    Endpoint from = load(kit, to);
    // When the last of each has come, all others have, or never will. Again and again, for it may
    // be lost.
    Await.until(kit.patience(), () -> "the last frame of each sender arrives: " + last, () -> {
      for (int sender = 0; sender < SENDERS; sender++) {
        from.transport()
            .send(to.address(), new Frame(sender, Long.MAX_VALUE, Frame.HEADER_BYTES).encode());
      }
      return last.values().stream()
              .filter(sequence -> sequence == Long.MAX_VALUE)
              .count()
          == SENDERS;
    });
    Require.that(disorder.get() == null, "frames arrive in the order sent, but %s", disorder.get());
  }

  /** Several threads send through one transport, each its own sequence. */
  private static Endpoint load(TransportKit kit, Endpoint to) throws Exception {
    Endpoint from = kit.open();
    NodeAddress address = to.address();
    List<Thread> threads = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < SENDERS; i++) {
      int sender = i;
      Thread thread = new Thread(() -> {
        try {
          for (int sequence = 0; sequence < FRAMES; sequence++) {
            int size = Frame.HEADER_BYTES + (sequence * 37) % 900;
            from.sendPatiently(address, new Frame(sender, sequence, size), kit.patience());
          }
        } catch (Throwable e) {
          failure.set(e);
        }
      });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Require.that(failure.get() == null, "senders are not disturbed, but %s", failure.get());
    return from;
  }

  /**
   * TR-3: sizes around every bound that a transport may have inside.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void deliversFramesWhole(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    AtomicReference<Frame> newest = new AtomicReference<>();
    to.onFrame(newest::set);
    List<Integer> sizes = new ArrayList<>(List.of(Frame.HEADER_BYTES, Frame.HEADER_BYTES + 1));
    for (int power = 1 << 8; power <= TransportKit.MAX_FRAME_BYTES; power <<= 2) {
      sizes.addAll(List.of(power - 5, power - 1, power));
    }
    long sequence = 0;
    for (int size : sizes) {
      Frame frame = new Frame(1, ++sequence, size);
      Await.until(kit.patience(), () -> "a frame of " + size + " bytes arrives", () -> {
        from.transport().send(to.address(), frame.encode());
        return frame.equals(newest.get());
      });
    }
    directAndSliced(kit, from, to, newest);
  }

  /** Buffers need not be whole arrays. */
  private static void directAndSliced(
      TransportKit kit, Endpoint from, Endpoint to, AtomicReference<Frame> newest) {
    Frame frame = new Frame(2, 1, 50_000);
    ByteBuffer direct =
        ByteBuffer.allocateDirect(frame.size()).put(frame.encode()).flip();
    ByteBuffer sliced = ByteBuffer.allocate(frame.size() + 20)
        .position(7)
        .put(frame.encode())
        .position(7)
        .limit(7 + frame.size());
    for (ByteBuffer form :
        List.of(direct, sliced, sliced.slice(), frame.encode().asReadOnlyBuffer())) {
      newest.set(null);
      Await.until(kit.patience(), () -> "a frame from " + form + " arrives", () -> {
        from.transport().send(to.address(), form.duplicate());
        return frame.equals(newest.get());
      });
    }
  }

  /**
   * TR-8, the sender's half.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void refusesToSendTooLargeAFrame(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    Admission admission =
        from.transport().send(to.address(), ByteBuffer.allocate(TransportKit.MAX_FRAME_BYTES + 1));
    Require.that(
        admission == Admission.REFUSED_TOO_LARGE, "REFUSED_TOO_LARGE, but it was %s", admission);
    Require.that(
        from.counter("refused.frames") == 1,
        "refused.frames is 1, but %s",
        from.transport().counters());
    from.reach(to, kit.patience());
  }

  /**
   * The counters that every transport has.
   *
   * @param kit makes endpoints
   * @throws Exception if the check cannot be done
   */
  public static void counts(TransportKit kit) throws Exception {
    Endpoint from = kit.open();
    Endpoint to = kit.open();
    AtomicLong bytes = new AtomicLong();
    int frames = 100;
    for (int i = 0; i < frames; i++) {
      from.sendPatiently(to.address(), new Frame(1, i, 100), kit.patience());
      bytes.addAndGet(100);
    }
    Await.until(kit.patience(), () -> "all frames arrive", () -> to.received() == frames);
    for (String name :
        List.of("sent.frames", "sent.bytes", "shed.frames", "refused.frames", "received.frames")) {
      Require.that(from.counter(name) >= 0, "%s is not negative", name);
    }
    Await.until(
        kit.patience(),
        () -> "sent.frames " + frames + ", sent.bytes " + bytes + ", received.frames " + frames
            + "; the sender counts " + from.transport().counters() + ", the receiver "
            + to.transport().counters(),
        () -> from.counter("sent.frames") == frames
            && from.counter("sent.bytes") == bytes.get()
            && to.counter("received.frames") == frames);
    // What a peer was sent stays sent when the peer is forgotten.
    from.transport().forget(to.address());
    Require.that(
        from.counter("sent.frames") >= frames && from.counter("sent.bytes") >= bytes.get(),
        "counters never go down, but after a peer was forgotten: %s",
        from.transport().counters());
  }
}
