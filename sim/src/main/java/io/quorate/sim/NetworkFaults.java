package io.quorate.sim;

import io.quorate.sim.device.SimLink;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Faults of the network: each touches some links, and lets go of them at its end. */
final class NetworkFaults {
  private static final long MICRO = 1_000;

  private final Cluster cluster;
  private final World world;
  private final FaultDriver driver;
  private final int nodes;

  NetworkFaults(Cluster cluster, FaultDriver driver) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.driver = driver;
    this.nodes = cluster.knobs().allNodes();
  }

  /** Which links a fault touches. */
  private interface Between {
    boolean test(int from, int to);
  }

  void strike(Fault fault) {
    int amount = (int) Math.min(Integer.MAX_VALUE, fault.amount());
    Between all = (from, to) -> true;
    Between touching = (from, to) -> fault.hits(from) || fault.hits(to);
    Between across = (from, to) -> fault.hits(from) != fault.hits(to);
    Between ofNode = (from, to) -> from == fault.node() || to == fault.node();
    switch (fault.kind()) {
      case LOSS -> links(fault, all, l -> l.addLoss(amount), l -> l.addLoss(-amount));
      case DUPLICATE ->
        links(fault, all, l -> l.addDuplicate(amount), l -> l.addDuplicate(-amount));
      case REORDER -> links(fault, all, l -> l.addReorder(amount), l -> l.addReorder(-amount));
      case DELAY -> {
        long nanos = fault.amount() * MICRO;
        links(fault, touching, l -> l.addDelay(nanos), l -> l.addDelay(-nanos));
      }
      case PARTITION -> {
        world.count(Mark.PARTITIONS);
        block(fault, across);
      }
      case ONE_WAY -> {
        world.count(Mark.ONE_WAYS);
        block(fault, (from, to) -> fault.hits(from) && !fault.hits(to));
      }
      case ISOLATE -> {
        world.count(Mark.PARTITIONS);
        block(fault, ofNode);
      }
      case ISOLATE_LEADER ->
        driver.withLeader(fault, leader -> {
          world.count(Mark.LEADER_ISOLATIONS);
          block(fault, (from, to) -> from == leader.id() || to == leader.id());
        });
      case CLOG -> links(fault, across, l -> l.hold(1), l -> l.hold(-1));
      case BRIDGE ->
        block(
            fault,
            (from, to) ->
                from != fault.node() && to != fault.node() && fault.hits(from) != fault.hits(to));
      case LEADER_ONLY ->
        driver.withLeader(
            fault, leader -> block(fault, (from, to) -> from != leader.id() && to != leader.id()));
      case FLAP -> flap(fault, chosen(across));
      case RESET -> chosen(ofNode).forEach(SimLink::reset);
      case SLOW_RECEIVER ->
        links(
            fault,
            (from, to) -> to == fault.node(),
            l -> l.addLimit(fault.amount()),
            l -> l.removeLimit(fault.amount()));
      case LOSE_TYPE -> filter(fault, touching, l -> l.loseTypes(fault.amount()));
      case LOSE_GROUP ->
        filter(fault, (from, to) -> fault.hits(from), l -> l.loseGroup(fault.partition()));
      case REPLAY -> cluster.network().replay(fault.node(), fault.amount());
      default -> throw new IllegalArgumentException(fault.kind() + " is no fault of the network");
    }
  }

  /** A node that is left alone for good. */
  void sever(int node, int core, boolean hears, boolean isHeard) {
    for (int other = 1; other <= nodes; other++) {
      if (other == node) {
        continue;
      }
      boolean ofCore = NodeMask.has(core, other);
      if (!isHeard || !ofCore) {
        cluster.network().link(node, other).block(1);
      }
      if (!hears || !ofCore) {
        cluster.network().link(other, node).block(1);
      }
    }
  }

  private List<SimLink> chosen(Between between) {
    List<SimLink> chosen = new ArrayList<>();
    for (int from = 1; from <= nodes; from++) {
      for (int to = 1; to <= nodes; to++) {
        if (from != to && between.test(from, to)) {
          chosen.add(cluster.network().link(from, to));
        }
      }
    }
    return chosen;
  }

  private void block(Fault fault, Between between) {
    links(fault, between, link -> link.block(1), link -> link.block(-1));
  }

  private void links(Fault fault, Between between, Consumer<SimLink> begin, Consumer<SimLink> end) {
    List<SimLink> touched = chosen(between);
    touched.forEach(begin);
    driver.lasts(fault, () -> touched.forEach(end));
  }

  private void filter(Fault fault, Between between, Function<SimLink, Runnable> begin) {
    List<Runnable> ends = new ArrayList<>();
    for (SimLink link : chosen(between)) {
      ends.add(begin.apply(link));
    }
    driver.lasts(fault, () -> ends.forEach(Runnable::run));
  }

  /** On, off, on again: until the fault ends. */
  private void flap(Fault fault, List<SimLink> touched) {
    Flapping flapping = new Flapping(touched, Math.max(1, fault.amount()) * MICRO);
    flapping.turn();
    driver.lasts(fault, flapping::end);
  }

  private final class Flapping {
    private final List<SimLink> links;
    private final long every;
    private boolean blocked;
    private boolean ended;

    Flapping(List<SimLink> links, long every) {
      this.links = links;
      this.every = every;
    }

    void turn() {
      if (!ended) {
        set(!blocked);
        world.after(every, this::turn);
      }
    }

    void end() {
      ended = true;
      set(false);
    }

    private void set(boolean now) {
      if (now != blocked) {
        blocked = now;
        links.forEach(link -> link.block(now ? 1 : -1));
      }
    }
  }
}
