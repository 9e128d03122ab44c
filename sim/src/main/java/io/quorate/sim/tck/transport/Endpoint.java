package io.quorate.sim.tck.transport;

import io.quorate.NodeAddress;
import io.quorate.config.Settings;
import io.quorate.sim.tck.GivenSettings;
import io.quorate.spi.Transport;
import io.quorate.spi.Transport.Admission;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import io.quorate.spi.TransportProvider.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A transport under test with a receiver that remembers what matters. Any thread may use it. */
public final class Endpoint implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final String nodeName;
  private final Transport transport;
  private final AtomicLong received = new AtomicLong();
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private volatile Consumer<Frame> onFrame = frame -> {};
  private volatile boolean open;
  private volatile boolean ignoring;

  /**
   * Makes a transport; it is not started.
   *
   * @param provider whose
   * @param settings by key name
   * @param bind where it will listen
   * @param maxFrameBytes the largest frame
   * @throws TransportException if it cannot be made
   */
  public Endpoint(
      TransportProvider provider, Map<String, String> settings, NodeAddress bind, int maxFrameBytes)
      throws TransportException {
    nodeName = "tck" + NUMBER.incrementAndGet();
    transport =
        provider.create(new Context(nodeName, new GivenSettings(settings), bind, maxFrameBytes));
  }

  private record Context(
      String nodeName, Settings settings, NodeAddress bindAddress, int maxFrameBytes)
      implements TransportContext {}

  /**
   * Starts the transport.
   *
   * @return this
   * @throws TransportException if it cannot be started
   */
  public Endpoint start() throws TransportException {
    open = true;
    try {
      transport.start((hint, bytes) -> receive(bytes));
    } catch (TransportException | RuntimeException e) {
      open = false;
      throw e;
    }
    return this;
  }

  /** Frames that arrive from now on need not be those of {@link Frame}, and are not counted. */
  public void ignoreFrames() {
    ignoring = true;
  }

  private void receive(ByteBuffer bytes) {
    if (ignoring) {
      return;
    }
    if (!open) {
      violations.add("onFrame was called before start or after close returned");
    }
    Frame.decode(bytes)
        .ifPresentOrElse(
            frame -> {
              onFrame.accept(frame);
              received.incrementAndGet();
            },
            () -> violations.add(
                "a frame of " + bytes.remaining() + " bytes arrived that nobody sent"));
  }

  /**
   * Says what to do with each frame, on the transport's thread.
   *
   * @param action quick
   */
  public void onFrame(Consumer<Frame> action) {
    onFrame = action;
  }

  /**
   * The transport.
   *
   * @return the transport
   */
  public Transport transport() {
    return transport;
  }

  /**
   * Where it listens.
   *
   * @return the address
   */
  public NodeAddress address() {
    return transport.localAddress();
  }

  /**
   * The prefix of the names of its threads.
   *
   * @return as the contract of backends says
   */
  public String threadPrefix() {
    return "quorate-" + nodeName + "-";
  }

  /**
   * How many whole frames arrived.
   *
   * @return the number
   */
  public long received() {
    return received.get();
  }

  /**
   * A counter of the transport.
   *
   * @param name its name
   * @return its value
   * @throws AssertionError if there is none of that name
   */
  public long counter(String name) {
    Long value = transport.counters().get(name);
    if (value == null) {
      throw new AssertionError("counters() has no " + name + ", only " + transport.counters());
    }
    return value;
  }

  /**
   * Sends frames until one arrives at an endpoint: TR-1 lets each get lost, but not all of them.
   *
   * @param to where they are to arrive
   * @param limit how long that may take
   */
  public void reach(Endpoint to, Duration limit) {
    reach(to.address(), to, limit);
  }

  /**
   * The same, by another address that leads to the endpoint.
   *
   * @param way where to send
   * @param to where they are to arrive
   * @param limit how long that may take
   */
  public void reach(NodeAddress way, Endpoint to, Duration limit) {
    long before = to.received();
    Await.until(
        limit,
        () -> "a frame from " + nodeName + " to " + to.nodeName + " arrives; the sender counts "
            + transport.counters(),
        () -> {
          transport.send(way, new Frame(0, 0, Frame.HEADER_BYTES).encode());
          return to.received() > before;
        });
  }

  /**
   * Sends a frame, again and again while it is shed.
   *
   * @param to the peer
   * @param frame the frame
   * @param limit how long at most
   */
  public void sendPatiently(NodeAddress to, Frame frame, Duration limit) {
    Await.until(
        limit,
        () -> "frame " + frame + " to " + to + " is admitted",
        () -> transport.send(to, frame.encode()) == Admission.QUEUED);
  }

  /**
   * What the receiver saw that the contract forbids.
   *
   * @return sentences
   */
  public List<String> violations() {
    return violations;
  }

  @Override
  public void close() {
    transport.close();
    open = false;
  }
}
