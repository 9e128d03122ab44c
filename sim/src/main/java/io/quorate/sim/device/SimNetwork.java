package io.quorate.sim.device;

import io.quorate.NodeAddress;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.world.Detail;
import io.quorate.sim.world.Digest;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import io.quorate.spi.Transport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The network: one link for each ordered pair of nodes. A frame's fate is drawn when it is sent;
 * whether a partition stops it is looked at when it is sent and again when it arrives, so that what
 * is on its way when a partition begins is lost.
 */
public final class SimNetwork {
  private static final long MICRO = 1_000;

  /** The number of a frame that no breaking connection takes along. */
  private static final long OLD = 0;

  /**
   * Copies and overtaken frames that come when the sender may long have another role, per mille.
   */
  private static final long STRAYS = 200;

  /** Frames of which a forger sends a copy of his own, per mille. */
  private static final long FORGERIES = 30;

  /** Within so many microseconds all frames of a replay arrive. */
  private static final long REPLAY_MICROS = 300;

  private final World world;
  private final Knobs knobs;
  private final SimLink[][] links;
  private final SimTransport[] endpoints;
  private final Addresses addresses;
  private final FrameTrace frames;
  private final FrameFilter filter = new FrameFilter();
  private final SimRandom replays;
  private final SimRandom forgeries;
  private final FrameForger forger = new FrameForger();
  private int switches;
  private boolean forging = true;

  /**
   * Makes a network in which everybody reaches everybody.
   *
   * @param world the time
   * @param knobs delays and losses
   */
  public SimNetwork(World world, Knobs knobs) {
    this.world = world;
    this.knobs = knobs;
    this.frames = new FrameTrace(world);
    this.replays = world.streams().stream("network/replays");
    this.forgeries = world.streams().stream("network/forgeries");
    this.switches = knobs.prioritySwitches();
    int nodes = knobs.allNodes();
    this.links = new SimLink[nodes + 1][nodes + 1];
    this.endpoints = new SimTransport[nodes + 1];
    this.addresses = new Addresses(nodes);
    for (int from = 1; from <= nodes; from++) {
      for (int to = 1; to <= nodes; to++) {
        String name = "network/" + from + "/" + to;
        links[from][to] = new SimLink(
            world.streams().stream(name),
            world.streams().stream(name + "/strays"),
            world.streams().stream(name + "/order"));
      }
    }
  }

  /**
   * The link from one node to another.
   *
   * @param from the sender
   * @param to the receiver
   * @return the link
   */
  public SimLink link(int from, int to) {
    return links[from][to];
  }

  /**
   * Has the last frames that went to a node come again, as from a network that kept copies, and
   * before them those of elections that are longer ago. None arrives before the present event has
   * ended.
   *
   * @param to the node
   * @param perLink how many of each other node's last frames, at most; not all of them are still
   *     known
   */
  public void replay(int to, long perLink) {
    for (int from = 1; from < links.length; from++) {
      if (from == to) {
        continue;
      }
      SimLink link = links[from][to];
      List<SimLink.Sent> known = link.last();
      for (int i = 0; i < known.size(); i++) {
        SimLink.Sent old = known.get(i);
        boolean last = i >= known.size() - perLink;
        if (!last && !filter.has(old.bytes(), FrameFilter.elections())) {
          continue;
        }
        world.count(Mark.REPLAYED);
        InFlight again = new InFlight(
            link, from, to, addresses.of(to).port(), old.bytes().clone(), OLD, old.id(), false);
        world.after(MICRO * replays.between(0, REPLAY_MICROS), again::arrive);
      }
    }
  }

  private boolean sealed() {
    return knobs.secrets() > 0;
  }

  /** Ends what no fault has begun: from now on no link is slower than another. */
  public void heal() {
    switches = 0;
    forging = false;
  }

  /**
   * Where a node listens that has never moved.
   *
   * @param node from 1
   * @return the address
   */
  public static NodeAddress address(int node) {
    return Addresses.first(node);
  }

  /**
   * Where a node listens.
   *
   * @param node from 1
   * @return the present address
   */
  public NodeAddress presentAddress(int node) {
    return addresses.of(node);
  }

  /**
   * Gives a node another address; its process must not be running. Nobody is at the old one, until
   * another node moves there; frames that were on their way to it are lost.
   *
   * @param node from 1
   * @param mayTake whether it gets the address that another node has left last, if there is one
   */
  public void move(int node, boolean mayTake) {
    addresses.move(node, mayTake);
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
    int to = addresses.nodeAt(address.port());
    if (to == 0) {
      return Transport.Admission.SHED_UNREACHABLE;
    }
    SimLink link = links[from][to];
    int size = frame.remaining();
    if (link.queuedBytes > 0 && link.queuedBytes + size > link.limit(knobs.netQueueBytes())) {
      world.count(Mark.SHED);
      frames.shed(from, to, frame);
      return Transport.Admission.SHED_QUEUE_FULL;
    }
    byte[] bytes = new byte[size];
    frame.get(bytes);
    // All draws are made for every frame, so that a fault's number shifts no later draw of this
    // link.
    boolean lost = link.random.chance(knobs.netLoss() + link.loss());
    boolean twice = link.random.chance(knobs.netDuplicate() + link.duplicate());
    boolean overtaken = link.random.chance((knobs.netOrdered() ? 0 : 250) + link.reorder());
    boolean stray = link.strays.chance(STRAYS);
    long late = link.random.nextLong(1 << 20);
    long way = MICRO * link.random.between(knobs.netMin(), knobs.netMax());
    long extra = link.delay() == 0 ? 0 : late * link.delay() >> 20;
    long handicap = MICRO * link.handicap(switches, knobs.netMax(), knobs.election());
    long number = link.nextFrame();
    long id = frames.sent(from, to, bytes, overtaken, twice);
    if (link.blocked() || lost) {
      link.remember(bytes, id);
      drop(link, from, to, lost, id);
      return Transport.Admission.QUEUED;
    }
    if (!link.filters.isEmpty()) {
      byte[] rest = filter.apply(bytes, link.filters);
      // What is left of a sealed frame would be no sealed frame.
      rest = rest != bytes && sealed() ? null : rest;
      if (rest != bytes) {
        world.count(Mark.FILTERED);
        frames.filtered(from, to, id, rest);
      }
      if (rest == null) {
        return Transport.Admission.QUEUED;
      }
      bytes = rest;
    }
    link.remember(bytes, id);
    long arrival = world.now() + way + extra + handicap;
    if (overtaken) {
      boolean veryLate = stray && link.reorder() > 0;
      arrival += late * MICRO * (veryLate ? 4 * knobs.election() : knobs.netMax()) >> 20;
      world.count(Mark.REORDERED);
    } else {
      arrival = Math.max(arrival, link.lastArrival);
      link.lastArrival = arrival;
    }
    int port = address.port();
    InFlight sent = new InFlight(link, from, to, port, bytes, number, id, false);
    link.queuedBytes += bytes.length;
    world.at(arrival, sent::arriveFirst);
    if (sealed() && forgeries.chance(FORGERIES) && forging) {
      Optional<byte[]> forged = forger.forge(bytes, forgeries);
      long at = arrival;
      forged.ifPresent(one -> {
        world.count(Mark.FORGED);
        world.at(at, new InFlight(link, from, to, port, one, OLD, id, true)::arrive);
      });
    }
    if (twice) {
      world.count(Mark.DUPLICATED);
      long again =
          arrival + (late * MICRO * (stray ? 4 * knobs.election() : 4 * knobs.netMax()) >> 20);
      world.at(again, new InFlight(link, from, to, port, bytes.clone(), number, id, false)::arrive);
    }
    return Transport.Admission.QUEUED;
  }

  private void drop(SimLink link, int from, int to, boolean atRandom, long id) {
    boolean chance = atRandom && !link.blocked();
    world.count(chance ? Mark.LOST : Mark.BLOCKED);
    world.note(Event.DROP, from, -1, to, id, chance ? Detail.Loss.LOST : Detail.Loss.BLOCKED);
  }

  /** A frame on its way. */
  private final class InFlight {
    private final SimLink link;
    private final int from;
    private final int to;
    private final int port;
    private final byte[] bytes;
    private final long number;

    /** For a full trace. */
    private final long id;

    private final boolean forged;

    InFlight(
        SimLink link,
        int from,
        int to,
        int port,
        byte[] bytes,
        long number,
        long id,
        boolean forged) {
      this.link = link;
      this.from = from;
      this.to = to;
      this.port = port;
      this.bytes = bytes;
      this.number = number;
      this.id = id;
      this.forged = forged;
    }

    void arriveFirst() {
      link.queuedBytes -= bytes.length;
      arrive();
    }

    void arrive() {
      if (link.blocked()) {
        drop(link, from, to, false, id);
      } else if (link.keeps(this::deliver)) {
        world.count(Mark.HELD);
      } else {
        deliver();
      }
    }

    private void deliver() {
      if (link.arrives(number)) {
        world.count(Mark.RESET_LOSSES);
        world.note(Event.DROP, from, -1, to, id, Detail.Loss.RESET);
        return;
      }
      SimTransport endpoint = endpoints[to];
      if (endpoint == null || addresses.nodeAt(port) != to) {
        frames.nobody(from, to, id);
        return;
      }
      frames.arrived(from, to, id);
      world.count(Mark.DELIVERED);
      world.record(Event.DELIVER, to, -1, from, Digest.of(bytes));
      boolean astray = addresses.shared() && filter.isForAnother(to, bytes);
      endpoint.process.run(() -> endpoint.deliver(from, bytes, astray, forged));
    }
  }

  /** One process's end of the network. */
  private final class SimTransport implements Transport {
    private final SimProcess process;
    private final SealCheck seals;
    private Receiver receiver;

    SimTransport(SimProcess process) {
      this.process = process;
      this.seals = new SealCheck(world, process);
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
      return presentAddress(process.node());
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      if (receiver == null || process.dead()) {
        return Admission.CLOSED;
      }
      if (sealed()) {
        seals.sends(frame);
      }
      return SimNetwork.this.send(process.node(), to, frame);
    }

    @Override
    public void forget(NodeAddress peer) {
      // There are no connections to close.
    }

    private void deliver(int from, byte[] bytes, boolean astray, boolean forged) {
      if (receiver != null) {
        if (astray && !forged) {
          world.count(Mark.ASTRAY);
          process.noteAstray();
        }
        if (sealed()) {
          seals.deliver(bytes, forged, () -> hand(from, bytes));
        } else {
          hand(from, bytes);
        }
      }
    }

    private void hand(int from, byte[] bytes) {
      receiver.onFrame("sim:" + from, ByteBuffer.wrap(bytes));
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
