package io.quorate.transport.grpc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.NodeAddress;
import io.quorate.sim.tck.Rule;
import io.quorate.sim.tck.TransportRules;
import io.quorate.sim.tck.transport.TransportKit;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Shows that the conformance kit finds transports that are wrong: each rule is broken on purpose.
 */
class TransportKitTest {
  private static final long QUEUE_BYTES = 64L << 20;

  /** What goes well needs no patience, and may have it. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final Duration SHORT = Duration.ofSeconds(2);

  /** A transport like ours in all that a test does not spoil. */
  private static class Spoiled implements Transport {
    final Transport good;
    final String node;

    Spoiled(Transport good, String node) {
      this.good = good;
      this.node = node;
    }

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
    public void forget(NodeAddress peer) {
      good.forget(peer);
    }

    @Override
    public SortedMap<String, Long> counters() {
      return good.counters();
    }

    @Override
    public void close() {
      good.close();
    }
  }

  private static class SpoiledReceiver extends Spoiled {
    private final BiConsumer<ByteBuffer, Receiver> action;

    SpoiledReceiver(Transport good, String node, BiConsumer<ByteBuffer, Receiver> action) {
      super(good, node);
      this.action = action;
    }

    @Override
    public void start(Receiver receiver) throws TransportException {
      good.start((hint, frame) -> action.accept(frame, receiver));
    }
  }

  private record Provider(BiFunction<Transport, String, Transport> spoil)
      implements TransportProvider {
    @Override
    public String name() {
      return "spoiled";
    }

    @Override
    public Transport create(TransportContext context) throws TransportException {
      return spoil.apply(new GrpcTransportProvider().create(context), context.nodeName());
    }
  }

  private static Rule<TransportKit> rule(String name) {
    return TransportRules.all(QUEUE_BYTES).stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void check(
      String rule, BiFunction<Transport, String, Transport> spoil, Duration patience)
      throws Exception {
    try (TransportKit kit = new TransportKit(new Provider(spoil), Map.of(), patience)) {
      rule(rule).check().orElseThrow().run(kit);
    }
  }

  private static DynamicTest finds(
      String what, String rule, BiFunction<Transport, String, Transport> spoil) {
    return DynamicTest.dynamicTest(rule + " finds " + what, () -> {
      assertThatCode(() -> check(rule, (good, node) -> good, LONG)).doesNotThrowAnyException();
      assertThatThrownBy(() -> check(rule, spoil, SHORT)).isInstanceOf(AssertionError.class);
    });
  }

  @TestFactory
  Stream<DynamicTest> brokenReceivingIsFound() {
    return Stream.of(
        finds("loss", "loses-nothing-in-health", (good, node) -> {
          AtomicInteger number = new AtomicInteger();
          return new SpoiledReceiver(good, node, (frame, receiver) -> {
            if (number.incrementAndGet() != 5_000) {
              receiver.onFrame("", frame);
            }
          });
        }),
        finds("disorder", "order", (good, node) -> {
          List<ByteBuffer> held = new ArrayList<>();
          return new SpoiledReceiver(good, node, (frame, receiver) -> {
            held.add(frame);
            if (held.size() >= 40) {
              Collections.reverse(held);
              held.forEach(late -> receiver.onFrame("", late));
              held.clear();
            }
          });
        }),
        finds(
            "flipped bits",
            "whole",
            (good, node) -> new SpoiledReceiver(good, node, (frame, receiver) -> {
              receiver.onFrame("", frame.remaining() > 4_096 ? frame.put(4_000, (byte) 0) : frame);
            })),
        finds(
            "invented frames",
            "garbage",
            (good, node) -> new SpoiledReceiver(good, node, (frame, receiver) -> {
              receiver.onFrame("", frame);
              receiver.onFrame("", ByteBuffer.allocate(100));
            })));
  }

  @TestFactory
  Stream<DynamicTest> brokenSendingIsFound() {
    return Stream.of(
        finds("a queue without a bound", "bounded", (good, node) -> new Spoiled(good, node) {
          @Override
          public Admission send(NodeAddress to, ByteBuffer frame) {
            good.send(to, frame);
            return Admission.QUEUED;
          }
        }),
        finds("silence about the dead", "unreachable", (good, node) -> new Spoiled(good, node) {
          @Override
          public Admission send(NodeAddress to, ByteBuffer frame) {
            good.send(to, frame);
            return Admission.QUEUED;
          }
        }),
        finds("waiting for one peer", "no-delay", (good, node) -> new Spoiled(good, node) {
          private final AtomicBoolean busyWithAnother = new AtomicBoolean();
          private final AtomicBoolean waited = new AtomicBoolean();

          @Override
          public Admission send(NodeAddress to, ByteBuffer frame) {
            Admission admission = good.send(to, frame);
            boolean small = frame.capacity() < 100;
            if (!small) {
              busyWithAnother.set(true);
            } else if (busyWithAnother.get() && waited.compareAndSet(false, true)) {
              LockSupport.parkNanos(Duration.ofMillis(2_500).toNanos());
            }
            return admission;
          }
        }),
        finds("giving up", "reconnect", (good, node) -> new Spoiled(good, node) {
          private final Set<NodeAddress> lost = ConcurrentHashMap.newKeySet();

          @Override
          public Admission send(NodeAddress to, ByteBuffer frame) {
            if (lost.contains(to) || good.send(to, frame) == Admission.SHED_UNREACHABLE) {
              lost.add(to);
              return Admission.SHED_UNREACHABLE;
            }
            return Admission.QUEUED;
          }
        }),
        finds(
            "too large frames that are taken",
            "sender-refuses",
            (good, node) -> new Spoiled(good, node) {
              @Override
              public Admission send(NodeAddress to, ByteBuffer frame) {
                good.send(to, frame);
                return Admission.QUEUED;
              }
            }),
        finds("a grudge", "forget", (good, node) -> new Spoiled(good, node) {
          private final Set<NodeAddress> forgotten = ConcurrentHashMap.newKeySet();

          @Override
          public Admission send(NodeAddress to, ByteBuffer frame) {
            return forgotten.contains(to) ? Admission.SHED_UNREACHABLE : good.send(to, frame);
          }

          @Override
          public void forget(NodeAddress peer) {
            forgotten.add(peer);
          }
        }),
        finds("a missing counter", "counters", (good, node) -> new Spoiled(good, node) {
          @Override
          public SortedMap<String, Long> counters() {
            SortedMap<String, Long> some = good.counters();
            some.remove("received.frames");
            return some;
          }
        }));
  }

  @TestFactory
  Stream<DynamicTest> brokenLivesAreFound() {
    CountDownLatch end = new CountDownLatch(1);
    List<Transport> left = new CopyOnWriteArrayList<>();
    BiFunction<Transport, String, Transport> leaky = (good, node) -> new Spoiled(good, node) {
      @Override
      public void close() {
        good.close();
        Thread leak = new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "quorate-" + node + "-leak");
        leak.setDaemon(true);
        leak.start();
      }
    };
    Stream<DynamicTest> tests = Stream.of(
        finds("a leaked thread", "close-under-load", leaky),
        finds("leaked threads", "cycles", leaky),
        finds("a socket that is left", "close-under-load", (good, node) -> new Spoiled(good, node) {
          @Override
          public void close() {
            left.add(good);
          }
        }),
        finds("frames after close", "only-while-open", (good, node) -> new Spoiled(good, node) {
          private Receiver receiver;

          @Override
          public void start(Receiver given) throws TransportException {
            receiver = given;
            good.start(given);
          }

          @Override
          public void close() {
            good.close();
            new Thread(() -> {
                  LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                  receiver.onFrame("", ByteBuffer.allocate(1));
                })
                .start();
          }
        }),
        finds(
            "an error that does not say where",
            "taken-port",
            (good, node) -> new Spoiled(good, node) {
              @Override
              public void start(Receiver receiver) throws TransportException {
                try {
                  good.start(receiver);
                } catch (TransportException e) {
                  throw new TransportException("it did not work", e);
                }
              }
            }),
        finds(
            "a send before start that is admitted",
            "not-running",
            (good, node) -> new Spoiled(good, node) {
              @Override
              public Admission send(NodeAddress to, ByteBuffer frame) {
                good.send(to, frame);
                return Admission.QUEUED;
              }
            }));
    return tests.onClose(() -> {
      end.countDown();
      left.forEach(Transport::close);
    });
  }
}
