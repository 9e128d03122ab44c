package io.quorate.sim;

import io.quorate.LogEntry;
import io.quorate.engine.raft.Configuration;
import io.quorate.sim.device.SimDisk;
import io.quorate.sim.device.SimNetwork;
import io.quorate.sim.oracle.GroupLimits;
import io.quorate.sim.oracle.Oracles;
import io.quorate.sim.oracle.Surroundings;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.GuestCalls;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** All that takes part in a run. */
final class Cluster implements Surroundings {
  private static final long MICRO = 1_000;

  private final World world;
  private final Schedule schedule;
  private final RunOptions options;
  private final SimNetwork network;
  private final Oracles oracles;
  private final History history = new History();
  private final List<SimNode> nodes = new ArrayList<>();
  private final Clients clients;
  private final FaultDriver faults;
  private final int mostOpenTickets;
  private long failures;
  private String lastFailure;

  Cluster(World world, Schedule schedule, RunOptions options) {
    this.world = world;
    this.schedule = schedule;
    this.options = options;
    Knobs knobs = schedule.knobs();
    this.network = new SimNetwork(world, knobs);
    SimRandom limits = world.streams().stream("limits");
    this.mostOpenTickets =
        (int) (limits.chance(120) ? limits.between(1, 3) : limits.between(4, 16));
    this.oracles = new Oracles(
        world,
        this,
        knobs.allNodes(),
        knobs.partitions(),
        limits(knobs),
        options.checks(),
        // Of disks that lie the very first check would tell, and nothing of what follows from it.
        options.wholeNodes() && !options.lyingDisks(),
        allVote(knobs.nodes()));
    for (int node = 1; node <= knobs.allNodes(); node++) {
      nodes.add(new SimNode(this, node));
    }
    if (options.lyingDisks()) {
      nodes.forEach(node -> node.disk().turnSyncOff());
    }
    this.clients = new Clients(
        this,
        new GuestCalls(world, "the workload")
            .call("its making", new RandomBytes(), () -> options.workload().apply(schedule)));
    this.faults = new FaultDriver(this, schedule);
  }

  private static Configuration allVote(int nodes) {
    SortedSet<Integer> all = new TreeSet<>();
    for (int node = 1; node <= nodes; node++) {
      all.add(node);
    }
    return Configuration.of(all);
  }

  private static GroupLimits limits(Knobs knobs) {
    return new GroupLimits(
        knobs.heartbeat() * MICRO,
        knobs.election() * MICRO,
        knobs.windowMessages(),
        knobs.windowBytes(),
        knobs.appendMaxBytes());
  }

  /** Schedules the first boots, the clients' first calls, and the faults. */
  void start() {
    SimRandom random = world.streams().stream("cluster/start");
    for (SimNode node : nodes) {
      world.after(MICRO * random.between(0, schedule.knobs().election()), node::boot);
    }
    clients.start(schedule);
    faults.start();
  }

  World world() {
    return world;
  }

  Knobs knobs() {
    return schedule.knobs();
  }

  /** So many tickets of a partition may be open, or fewer: every process has limits of its own. */
  int mostOpenTickets() {
    return mostOpenTickets;
  }

  RunOptions options() {
    return options;
  }

  Schedule schedule() {
    return schedule;
  }

  Clients clients() {
    return clients;
  }

  SimNetwork network() {
    return network;
  }

  Oracles oracles() {
    return oracles;
  }

  History history() {
    return history;
  }

  FaultDriver faults() {
    return faults;
  }

  SimNode node(int id) {
    return nodes.get(id - 1);
  }

  List<SimNode> nodes() {
    return nodes;
  }

  /** The node that leads the highest term; null if none leads. */
  SimNode leader(int partition) {
    return leader(partition, nodes);
  }

  /** The node of some that leads the highest term; null if none of them leads. */
  SimNode leader(int partition, List<SimNode> among) {
    SimNode leader = null;
    long term = 0;
    for (SimNode node : among) {
      long led = node.ledTerm(partition);
      if (led > term) {
        leader = node;
        term = led;
      }
    }
    return leader;
  }

  /** The state machine of a node has failed to apply an entry, of its own accord. */
  void machineFailed(int node, int partition, LogEntry entry, Exception e) {
    failures++;
    lastFailure = "the state machine of node " + node + " at entry " + entry.index()
        + " of partition " + partition + ": " + e;
  }

  /** What may keep the cluster from recovering, for people; empty if nothing is known. */
  String trouble() {
    return failures == 0
        ? ""
        : "; state machines have failed " + failures + " times, the last time " + lastFailure;
  }

  @Override
  public SimDisk disk(int node) {
    return node(node).disk();
  }

  @Override
  public void moment(TriggerPoint point, int node, int partition) {
    faults.moment(point, node, partition);
  }
}
