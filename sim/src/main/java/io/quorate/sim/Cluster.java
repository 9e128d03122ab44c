package io.quorate.sim;

import io.quorate.sim.device.SimDisk;
import io.quorate.sim.device.SimNetwork;
import io.quorate.sim.oracle.Oracles;
import io.quorate.sim.oracle.Surroundings;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All that takes part in a run. */
final class Cluster implements Surroundings {
  private static final long MICRO = 1_000;

  private final World world;
  private final Schedule schedule;
  private final Subject.Factory factory;
  private final SimNetwork network;
  private final Oracles oracles;
  private final History history = new History();
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final FaultDriver faults;
  private final boolean[] fresh;

  Cluster(World world, Schedule schedule, Subject.Factory factory) {
    this.world = world;
    this.schedule = schedule;
    this.factory = factory;
    Knobs knobs = schedule.knobs();
    this.network = new SimNetwork(world, knobs);
    this.oracles =
        new Oracles(world, this, knobs.nodes(), knobs.partitions(), knobs.windowMessages());
    this.fresh = new boolean[knobs.partitions() + 1];
    for (int node = 1; node <= knobs.nodes(); node++) {
      nodes.add(new SimNode(this, node));
    }
    for (int client = 1; client <= schedule.workload().clients(); client++) {
      clients.add(new Client(this, schedule.workload(), client));
    }
    this.faults = new FaultDriver(this, schedule);
  }

  /** Schedules the first boots, the clients' first calls, and the faults. */
  void start() {
    SimRandom random = world.streams().stream("cluster/start");
    for (SimNode node : nodes) {
      world.after(MICRO * random.between(0, schedule.knobs().election()), node::boot);
    }
    clients.forEach(Client::start);
    faults.start();
  }

  World world() {
    return world;
  }

  Knobs knobs() {
    return schedule.knobs();
  }

  Subject.Factory factory() {
    return factory;
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

  void stopClients() {
    clients.forEach(Client::stop);
  }

  /** The node that leads the highest term; null if none leads. */
  SimNode leader(int partition) {
    SimNode leader = null;
    long term = 0;
    for (SimNode node : nodes) {
      long led = node.ledTerm(partition);
      if (led > term) {
        leader = node;
        term = led;
      }
    }
    return leader;
  }

  /** From now on, {@link #isFresh} says whether anything was acknowledged since. */
  void expectFresh() {
    Arrays.fill(fresh, false);
  }

  void fresh(int partition) {
    fresh[partition] = true;
  }

  boolean isFresh(int partition) {
    return fresh[partition];
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
