package io.quorate.sim;

import io.quorate.NodeAddress;
import io.quorate.sim.world.StartedThreads;
import io.quorate.sim.world.World;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.function.Supplier;

/** A transport of somebody else's around a simulated one, watched for threads. */
final class WatchedTransport implements Transport {
  private final World world;
  private final int node;
  private final Transport transport;

  WatchedTransport(World world, int node, Transport transport) {
    this.world = world;
    this.node = node;
    this.transport = transport;
  }

  @Override
  public void start(Receiver receiver) throws TransportException {
    StartedThreads threads = new StartedThreads();
    transport.start(receiver);
    check(threads, "start");
  }

  @Override
  public NodeAddress localAddress() {
    return transport.localAddress();
  }

  @Override
  public Admission send(NodeAddress to, ByteBuffer frame) {
    return watched("send", () -> transport.send(to, frame));
  }

  @Override
  public void forget(NodeAddress peer) {
    watched("forget", () -> {
      transport.forget(peer);
      return null;
    });
  }

  @Override
  public SortedMap<String, Long> counters() {
    return transport.counters();
  }

  @Override
  public void close() {
    watched("close", () -> {
      transport.close();
      return null;
    });
  }

  private <T> T watched(String what, Supplier<T> call) {
    StartedThreads threads = new StartedThreads();
    T result = call.get();
    check(threads, what);
    return result;
  }

  private void check(StartedThreads threads, String what) {
    threads.failIfAny(world, "the transport of node " + node, what);
  }
}
