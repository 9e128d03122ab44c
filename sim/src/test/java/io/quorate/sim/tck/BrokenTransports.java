package io.quorate.sim.tck;

import io.quorate.NodeAddress;
import io.quorate.config.Settings;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.Transport.Receiver;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider.TransportContext;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/** Transports that each do one thing wrong, as real ones have. */
final class BrokenTransports {
  /** Longer than a test's patience. */
  private static final Duration TOO_LONG = Duration.ofMillis(2_500);

  private BrokenTransports() {}

  /** Does something else with each frame that arrives. */
  private static PlainTransport receiving(
      TransportContext context, BiConsumer<ByteBuffer, Receiver> action) {
    return new PlainTransport(context) {
      @Override
      public void start(Receiver receiver) throws TransportException {
        super.start((hint, frame) -> action.accept(frame, receiver));
      }
    };
  }

  static PlainTransport losesOneOfMany(TransportContext context) {
    AtomicInteger number = new AtomicInteger();
    return receiving(context, (frame, receiver) -> {
      if (number.incrementAndGet() != 5_000) {
        receiver.onFrame("", frame);
      }
    });
  }

  static PlainTransport reorders(TransportContext context) {
    List<ByteBuffer> held = new ArrayList<>();
    return receiving(context, (frame, receiver) -> {
      held.add(frame);
      if (held.size() >= 40) {
        Collections.reverse(held);
        held.forEach(late -> receiver.onFrame("", late));
        held.clear();
      }
    });
  }

  /** Hands a large frame over in two pieces. */
  static PlainTransport halves(TransportContext context) {
    return receiving(context, (frame, receiver) -> {
      int half = frame.remaining() > 4_096 ? frame.remaining() / 2 : frame.remaining();
      receiver.onFrame("", frame.slice(0, half));
      if (half < frame.remaining()) {
        receiver.onFrame("", frame.slice(half, frame.remaining() - half));
      }
    });
  }

  static PlainTransport deliversWhatBrokeOff(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      void brokeOff(Receiver to, ByteBuffer part) {
        to.onFrame("", part);
      }
    };
  }

  static PlainTransport hasNoBound(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      long queueBytes() {
        return Long.MAX_VALUE;
      }
    };
  }

  static PlainTransport shedsTheOldest(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      boolean shedsOldest() {
        return true;
      }
    };
  }

  static PlainTransport isSilentAboutTheDead(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        Admission admission = super.send(to, frame);
        return admission == Admission.SHED_UNREACHABLE ? Admission.QUEUED : admission;
      }
    };
  }

  /** Waits for room in the queue of a peer that hangs. */
  static PlainTransport blocks(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        Admission admission = super.send(to, frame);
        if (admission == Admission.SHED_QUEUE_FULL) {
          LockSupport.parkNanos(TOO_LONG.toNanos() / 4);
        }
        return admission;
      }
    };
  }

  static PlainTransport givesUp(TransportContext context) {
    return new PlainTransport(context) {
      private final Set<NodeAddress> lost = ConcurrentHashMap.newKeySet();

      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        if (lost.contains(to) || super.send(to, frame) == Admission.SHED_UNREACHABLE) {
          lost.add(to);
          return Admission.SHED_UNREACHABLE;
        }
        return Admission.QUEUED;
      }
    };
  }

  static PlainTransport callsAllTheTime(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      long backOffMillis() {
        return 0;
      }
    };
  }

  static PlainTransport deliversAfterClose(TransportContext context) {
    return new PlainTransport(context) {
      private volatile Receiver given = (hint, frame) -> {};

      @Override
      public void start(Receiver receiver) throws TransportException {
        given = receiver;
        super.start(receiver);
      }

      @Override
      public void close() {
        super.close();
        new Thread(() -> {
              LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
              given.onFrame("", ByteBuffer.allocate(1));
            })
            .start();
      }
    };
  }

  static PlainTransport sendsTooLarge(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        super.send(to, frame);
        return Admission.QUEUED;
      }
    };
  }

  /** Counts it as refused, and takes it all the same. */
  static PlainTransport receivesTooLarge(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      int mostReceived() {
        return Integer.MAX_VALUE;
      }

      @Override
      public void start(Receiver receiver) throws TransportException {
        super.start((hint, frame) -> {
          if (frame.remaining() > maxFrameBytes) {
            counters.get("refused.frames").incrementAndGet();
          }
          receiver.onFrame(hint, frame);
        });
      }
    };
  }

  /** One stranger, and nobody is let in any more. */
  static PlainTransport diesOfGarbage(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      void stranger(Socket socket) {
        closeQuietly(socket);
        closeQuietly(server);
      }
    };
  }

  static PlainTransport leaksAThread(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public void close() {
        super.close();
        Leaks.thread(prefix + "leak");
      }
    };
  }

  /** Goes on listening. */
  static PlainTransport leaksItsSocket(TransportContext context) {
    PlainTransport good = new PlainTransport(context);
    return new PlainTransport(context) {
      @Override
      public void start(Receiver receiver) throws TransportException {
        good.start(receiver);
      }

      @Override
      public NodeAddress localAddress() {
        return good.localAddress();
      }

      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        return good.send(to, frame);
      }

      @Override
      public void close() {
        Leaks.leave(good::close);
      }
    };
  }

  /** Each life leaves a descriptor. */
  static PlainTransport leaksFiles(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public void close() {
        super.close();
        Leaks.socket();
      }
    };
  }

  static PlainTransport closesSlowly(TransportContext context) {
    return new PlainTransport(context) {
      private final AtomicBoolean waited = new AtomicBoolean();

      @Override
      public void close() {
        if (waited.compareAndSet(false, true)) {
          LockSupport.parkNanos(TOO_LONG.toNanos());
        }
        super.close();
      }
    };
  }

  /** Takes some other port if its own is taken. */
  static PlainTransport startsElsewhere(TransportContext context) {
    PlainTransport elsewhere = new PlainTransport(new Elsewhere(context));
    return new PlainTransport(context) {
      @Override
      public void start(Receiver receiver) throws TransportException {
        try {
          super.start(receiver);
        } catch (TransportException e) {
          elsewhere.start(receiver);
        }
      }

      @Override
      public void close() {
        super.close();
        elsewhere.close();
      }
    };
  }

  private record Elsewhere(TransportContext context) implements TransportContext {
    @Override
    public String nodeName() {
      return context.nodeName();
    }

    @Override
    public Settings settings() {
      return context.settings();
    }

    @Override
    public NodeAddress bindAddress() {
      return new NodeAddress(context.bindAddress().host(), 0);
    }

    @Override
    public int maxFrameBytes() {
      return context.maxFrameBytes();
    }
  }

  static PlainTransport throwsBeforeStart(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        localAddress();
        return super.send(to, frame);
      }
    };
  }

  static PlainTransport bearsAGrudge(TransportContext context) {
    return new PlainTransport(context) {
      private final Set<NodeAddress> forgotten = ConcurrentHashMap.newKeySet();

      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        return forgotten.contains(to) ? Admission.SHED_UNREACHABLE : super.send(to, frame);
      }

      @Override
      public void forget(NodeAddress peer) {
        super.forget(peer);
        forgotten.add(peer);
      }
    };
  }

  static PlainTransport cannotForget(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public void forget(NodeAddress peer) {
        // Keeps what it has.
      }
    };
  }

  static PlainTransport doesNotCount(TransportContext context) {
    return new PlainTransport(context) {
      @Override
      public SortedMap<String, Long> counters() {
        SortedMap<String, Long> zeros = super.counters();
        zeros.replaceAll((name, value) -> 0L);
        return zeros;
      }
    };
  }

  static PlainTransport listensWhenMade(TransportContext context) {
    PlainTransport made = new PlainTransport(context);
    try {
      made.listen();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return made;
  }

  static PlainTransport hasANamelessThread(TransportContext context) {
    Leaks.thread("worker-1");
    return new PlainTransport(context);
  }
}
