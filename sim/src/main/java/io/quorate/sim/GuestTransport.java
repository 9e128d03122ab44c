package io.quorate.sim;

import io.quorate.NodeAddress;
import io.quorate.sim.world.GuestCalls;
import io.quorate.sim.world.World;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A transport of somebody else's around a simulated one. It is called from both sides: by the node,
 * through this, and by the network, through {@link Below}. Either call may fail or start a thread.
 */
final class GuestTransport implements Transport {
  private final GuestCalls calls;
  private final Transport guest;

  private GuestTransport(GuestCalls calls, Transport guest) {
    this.calls = calls;
    this.guest = guest;
  }

  /** What a node gets instead of the simulated transport. */
  static Transport around(
      World world, int node, Transport simulated, UnaryOperator<Transport> maker) {
    GuestCalls calls = new GuestCalls(world, "the transport of node " + node);
    Transport below = new Below(simulated, calls);
    return new GuestTransport(calls, calls.call("its making", below, () -> maker.apply(below)));
  }

  @Override
  public void start(Receiver receiver) {
    calls.run(
        "start",
        () -> guest.start((hint, frame) -> calls.own(() -> receiver.onFrame(hint, frame))));
  }

  @Override
  public NodeAddress localAddress() {
    return calls.call("localAddress", new NodeAddress("failed", 1), guest::localAddress);
  }

  @Override
  public Admission send(NodeAddress to, ByteBuffer frame) {
    return calls.call("send", Admission.CLOSED, () -> guest.send(to, frame));
  }

  @Override
  public void forget(NodeAddress peer) {
    calls.run("forget", () -> guest.forget(peer));
  }

  @Override
  public SortedMap<String, Long> counters() {
    return calls.call("counters", new TreeMap<>(), guest::counters);
  }

  @Override
  public void close() {
    calls.run("close", guest::close);
  }

  /** The simulated transport, as the one around it sees it. */
  private record Below(Transport simulated, GuestCalls calls) implements Transport {
    @Override
    public void start(Receiver receiver) throws TransportException {
      simulated.start((hint, frame) -> {
        // The receiver owns its frame, and the network may send its own again.
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        calls.run("onFrame", () -> receiver.onFrame(hint, ByteBuffer.wrap(bytes)));
      });
    }

    @Override
    public NodeAddress localAddress() {
      return simulated.localAddress();
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      return simulated.send(to, frame);
    }

    @Override
    public void forget(NodeAddress peer) {
      simulated.forget(peer);
    }

    @Override
    public SortedMap<String, Long> counters() {
      return simulated.counters();
    }

    @Override
    public void close() {
      simulated.close();
    }
  }
}
