package io.quorate.sim;

import io.quorate.sim.device.SimClock;
import io.quorate.sim.device.SimDisk;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.function.Consumer;

/** Faults of processes, clocks and disks. */
final class NodeFaults {
  private static final long MICRO = 1_000;

  private final Cluster cluster;
  private final World world;
  private final FaultDriver driver;
  private final long[] restartAfterFailure;

  NodeFaults(Cluster cluster, FaultDriver driver) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.driver = driver;
    this.restartAfterFailure = new long[cluster.knobs().allNodes() + 1];
  }

  void strike(Fault fault) {
    SimNode node = cluster.node(fault.node());
    switch (fault.kind()) {
      case CRASH -> crash(node, fault);
      case CRASH_LEADER -> driver.withLeader(fault, leader -> crash(leader, fault));
      case CRASH_MANY -> each(fault, hit -> crash(hit, fault));
      case POWER_LOSS -> losePower(node, fault);
      case POWER_LOSS_MANY -> each(fault, hit -> losePower(hit, fault));
      case CLOSE -> close(node, fault);
      case CLOSE_LEADER -> driver.withLeader(fault, leader -> close(leader, fault));
      case MOVE -> {
        world.count(Mark.MOVES);
        node.crash();
        cluster.network().move(node.id(), fault.amount() != 0);
        bootLater(node, fault.duration());
      }
      case PAUSE -> pause(node, fault.duration());
      case PAUSE_LEADER -> driver.withLeader(fault, leader -> pause(leader, fault.duration()));
      case CLOCK_STEP -> withClock(node, clock -> clock.step(fault.amount()));
      case CLOCK_FREEZE ->
        withClock(node, clock -> {
          clock.freeze();
          driver.lasts(fault, clock::thaw);
        });
      case CLOCK_RATE -> changeRate(node, fault);
      case STALL -> stall(node, fault);
      case STALL_LEADER -> driver.withLeader(fault, leader -> stall(leader, fault));
      case SLOW_DISK -> {
        node.disk().slow(Math.max(1, fault.amount()));
        driver.lasts(fault, () -> node.disk().slow(1));
      }
      case FAIL_SYNC -> {
        restartAfterFailure[fault.node()] = fault.duration();
        node.disk().failNextSync();
      }
      case DISK_FULL -> {
        restartAfterFailure[fault.node()] = fault.duration();
        node.disk().full(fault.amount() == 0 ? SimDisk.Full.AT_WRITE : SimDisk.Full.AT_SYNC);
        driver.lasts(fault, () -> node.disk().full(SimDisk.Full.NOT));
      }
      case FAIL_READ -> {
        restartAfterFailure[fault.node()] = fault.duration();
        node.disk().failNextRead();
      }
      case CORRUPT -> {
        boolean reported = fault.mask() % 2 == 1;
        if (mayLoseData(node) && node.disk().corrupt(fault.partition(), fault.amount(), reported)) {
          world.count(Mark.CORRUPTIONS);
        }
      }
      case WIPE -> {
        if (mayLoseData(node)) {
          world.count(Mark.WIPES);
          node.wipe();
          bootLater(node, fault.duration());
        }
      }
      default -> throw new IllegalArgumentException(fault.kind() + " is no fault of a node");
    }
  }

  /**
   * A cluster that loses the data of more than a minority may lose acknowledged writes by right.
   * That is not what is looked for: so many disks are spared, and all of them before the cluster
   * stands or once some group may be smaller than all nodes.
   */
  private boolean mayLoseData(SimNode node) {
    int lost = 0;
    for (SimNode other : cluster.nodes()) {
      lost += other.disk().hasLostData() ? 1 : 0;
    }
    return !node.disk().hasLostData()
        && lost < (cluster.knobs().nodes() - 1) / 2
        && cluster.oracles().formed()
        && !driver.changeAsked();
  }

  private void each(Fault fault, Consumer<SimNode> action) {
    for (SimNode node : cluster.nodes()) {
      if (fault.hits(node.id())) {
        action.accept(node);
      }
    }
  }

  // ---- processes

  private void crash(SimNode node, Fault fault) {
    node.crash();
    bootLater(node, fault.duration());
  }

  private void close(SimNode node, Fault fault) {
    node.close();
    bootLater(node, fault.duration());
  }

  private void losePower(SimNode node, Fault fault) {
    node.losePower();
    bootLater(node, fault.duration());
  }

  /** Does nothing if somebody else has started it by then. */
  private void bootLater(SimNode node, long delay) {
    world.after(delay * MICRO, node::boot);
  }

  private void pause(SimNode node, long duration) {
    if (!node.up() || node.paused()) {
      return;
    }
    node.pause();
    int boot = node.process().boot();
    world.after(duration * MICRO, () -> {
      if (node.process().boot() == boot) {
        node.resume();
      }
    });
  }

  /** The storage of a node has failed: an operator restarts the node on the same disk. */
  void storageFailed(int id) {
    SimNode node = cluster.node(id);
    node.storageFailed();
    int boot = node.process().boot();
    world.after(MICRO * Math.max(10_000, restartAfterFailure[id]), () -> {
      if (node.process().boot() == boot) {
        node.crash();
        node.boot();
      }
    });
  }

  // ---- clocks and disks

  private void withClock(SimNode node, Consumer<SimClock> action) {
    if (node.up()) {
      world.count(Mark.CLOCK_JUMPS);
      action.accept(node.clock());
    }
  }

  private void changeRate(SimNode node, Fault fault) {
    if (node.up()) {
      world.count(Mark.CLOCK_RATES);
      SimClock clock = node.clock();
      clock.addFactor(fault.amount());
      driver.lasts(fault, () -> clock.removeFactor(fault.amount()));
    }
  }

  private void stall(SimNode node, Fault fault) {
    world.count(Mark.STALLS);
    node.disk().stallUntil(world.now() + fault.duration() * MICRO);
  }
}
