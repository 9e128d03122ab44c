package io.quorate.sim.device;

import io.quorate.NodeAddress;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.world.Digest;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import io.quorate.spi.Transport;
import java.nio.ByteBuffer;

/**
 * The network: one link for each ordered pair of nodes. A frame's fate is drawn when it is sent;
 * whether a partition stops it is looked at when it is sent and again when it arrives, so that what
 * is on its way when a partition begins is lost.
 */
public final class SimNetwork {
  private static final int FIRST_PORT = 7000;
  private static final long MICRO = 1_000;

  /**
   * Copies and overtaken frames that come when the sender may long have another role, per mille.
   */
  private static final long STRAYS = 200;

  private final World world;
  private final Knobs knobs;
  private final Link[][] links;
  private final SimTransport[] endpoints;

  /**
   * Makes a network in which everybody reaches everybody.
   *
   * @param world the time
   * @param knobs delays and losses
   */
  public SimNetwork(World world, Knobs knobs) {
    this.world = world;
    this.knobs = knobs;
    int nodes = knobs.nodes();
    this.links = new Link[nodes + 1][nodes + 1];
    this.endpoints = new SimTransport[nodes + 1];
    for (int from = 1; from <= nodes; from++) {
      for (int to = 1; to <= nodes; to++) {
        String name = "network/" + from + "/" + to;
        links[from][to] =
            new Link(world.streams().stream(name), world.streams().stream(name + "/strays"));
      }
    }
  }

  /**
   * One direction between two nodes; faults add to its numbers and take off again what they added.
   */
  public static final class Link {
    private final SimRandom random;
    private final SimRandom strays;
    private int blocks;
    private int loss;
    private int duplicate;
    private int reorder;
    private long delay;
    private long lastArrival;
    private long queuedBytes;

    private Link(SimRandom random, SimRandom strays) {
      this.random = random;
      this.strays = strays;
    }

    /**
     * Stops all frames, or lets one reason to do so go.
     *
     * @param change 1 or -1
     */
    public void block(int change) {
      blocks += change;
    }

    /**
     * Changes the chance of loss.
     *
     * @param permille added
     */
    public void addLoss(int permille) {
      loss += permille;
    }

    /**
     * Changes the chance that a frame arrives twice.
     *
     * @param permille added
     */
    public void addDuplicate(int permille) {
      duplicate += permille;
    }

    /**
     * Changes the chance that a frame is overtaken.
     *
     * @param permille added
     */
    public void addReorder(int permille) {
      reorder += permille;
    }

    /**
     * Changes the longest additional delay.
     *
     * @param nanos added
     */
    public void addDelay(long nanos) {
      delay += nanos;
    }

    private boolean blocked() {
      return blocks > 0;
    }
  }

  /**
   * The link from one node to another.
   *
   * @param from the sender
   * @param to the receiver
   * @return the link
   */
  public Link link(int from, int to) {
    return links[from][to];
  }

  /**
   * Where a node listens.
   *
   * @param node from 1
   * @return the address
   */
  public static NodeAddress address(int node) {
    return new NodeAddress("sim", FIRST_PORT + node);
  }

  /**
   * A transport for a process.
   *
   * @param process whose
   * @return not started
   */
  public Transport transport(SimProcess process) {
    return new SimTransport(process);
  }

  private Transport.Admission send(int from, NodeAddress address, ByteBuffer frame) {
    int to = address.port() - FIRST_PORT;
    if (to < 1 || to >= endpoints.length) {
      return Transport.Admission.SHED_UNREACHABLE;
    }
    Link link = links[from][to];
    int size = frame.remaining();
    if (link.queuedBytes > 0 && link.queuedBytes + size > knobs.netQueueBytes()) {
      world.count(Mark.SHED);
      return Transport.Admission.SHED_QUEUE_FULL;
    }
    byte[] bytes = new byte[size];
    frame.get(bytes);
    // All draws are made for every frame, so that a fault's number shifts no later draw of this
    // link.
    boolean lost = link.random.chance(knobs.netLoss() + link.loss);
    boolean twice = link.random.chance(knobs.netDuplicate() + link.duplicate);
    boolean overtaken = link.random.chance((knobs.netOrdered() ? 0 : 250) + link.reorder);
    boolean stray = link.strays.chance(STRAYS);
    long late = link.random.nextLong(1 << 20);
    long way = MICRO * link.random.between(knobs.netMin(), knobs.netMax());
    long extra = link.delay == 0 ? 0 : late * link.delay >> 20;
    if (link.blocked() || lost) {
      drop(link, from, to, lost);
      return Transport.Admission.QUEUED;
    }
    long arrival = world.now() + way + extra;
    if (overtaken) {
      boolean veryLate = stray && link.reorder > 0;
      arrival += late * MICRO * (veryLate ? 4 * knobs.election() : knobs.netMax()) >> 20;
      world.count(Mark.REORDERED);
    } else {
      arrival = Math.max(arrival, link.lastArrival);
      link.lastArrival = arrival;
    }
    link.queuedBytes += size;
    world.at(arrival, () -> arrive(link, from, to, bytes, true));
    if (twice) {
      world.count(Mark.DUPLICATED);
      long again =
          arrival + (late * MICRO * (stray ? 4 * knobs.election() : 4 * knobs.netMax()) >> 20);
      byte[] copy = bytes.clone();
      world.at(again, () -> arrive(link, from, to, copy, false));
    }
    return Transport.Admission.QUEUED;
  }

  private void drop(Link link, int from, int to, boolean atRandom) {
    world.count(atRandom && !link.blocked() ? Mark.LOST : Mark.BLOCKED);
    world.note(Event.DROP, from, -1, to, 0, null);
  }

  private void arrive(Link link, int from, int to, byte[] bytes, boolean queued) {
    if (queued) {
      link.queuedBytes -= bytes.length;
    }
    SimTransport endpoint = endpoints[to];
    if (link.blocked()) {
      drop(link, from, to, false);
      return;
    }
    if (endpoint == null) {
      return;
    }
    world.count(Mark.DELIVERED);
    world.record(Event.DELIVER, to, -1, from, Digest.of(bytes));
    endpoint.process.run(() -> endpoint.deliver(from, bytes));
  }

  /** One process's end of the network. */
  private final class SimTransport implements Transport {
    private final SimProcess process;
    private Receiver receiver;

    SimTransport(SimProcess process) {
      this.process = process;
    }

    @Override
    public void start(Receiver newReceiver) {
      receiver = newReceiver;
      endpoints[process.node()] = this;
    }

    @Override
    public NodeAddress localAddress() {
      if (receiver == null) {
        throw new IllegalStateException("not started");
      }
      return address(process.node());
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      if (receiver == null || process.dead()) {
        return Admission.CLOSED;
      }
      return SimNetwork.this.send(process.node(), to, frame);
    }

    @Override
    public void forget(NodeAddress peer) {
      // There are no connections to close.
    }

    private void deliver(int from, byte[] bytes) {
      if (receiver != null) {
        receiver.onFrame("sim:" + (FIRST_PORT + from), ByteBuffer.wrap(bytes));
      }
    }

    @Override
    public void close() {
      receiver = null;
      if (endpoints[process.node()] == this) {
        endpoints[process.node()] = null;
      }
    }
  }
}
