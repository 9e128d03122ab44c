package io.quorate.sim.schedule;

import io.quorate.sim.world.SimRandom;
import java.util.ArrayList;
import java.util.List;

/** What scenarios are drawn from, and their faults so far. */
final class Stage {
  static final long MILLI = 1_000;
  static final long SECOND = 1_000_000;

  final SimRandom random;
  final Knobs knobs;
  final int nodes;

  /** All nodes. */
  final int all;

  /** No fault begins later. */
  final long latest;

  private final List<Fault> faults = new ArrayList<>();

  Stage(SimRandom random, Knobs knobs, long latest) {
    this.random = random;
    this.knobs = knobs;
    this.nodes = knobs.nodes();
    this.all = NodeMask.all(nodes);
    this.latest = latest;
  }

  /** What a scenario for spares is drawn by; only in runs that have some. */
  int anySpare() {
    return (int) random.between(1, knobs.spares());
  }

  /** A fault that would begin too late is left out. */
  void add(Fault fault) {
    if (fault.at() < latest) {
      faults.add(fault);
    }
  }

  /** The partition's leader is asked to hand over to a node. */
  void transfer(long at, int node, int partition) {
    add(new Fault(at, FaultKind.TRANSFER, node, 0, partition, 0, 0));
  }

  /** In no order. */
  List<Fault> faults() {
    return faults;
  }

  /** The first seconds belong to the forming. */
  long anyTime() {
    return random.between(3 * SECOND, latest - 10 * SECOND);
  }

  /** Mostly one with clients. */
  int anyPartition() {
    return random.chance(100) ? 0 : askedPartition();
  }

  int askedPartition() {
    return (int) random.between(1, knobs.partitions());
  }

  int anyNode() {
    return (int) random.between(1, nodes);
  }

  /** All but one, unless there is no other. */
  int allBut(int node) {
    return nodes == 1 ? all : all & ~NodeMask.of(node);
  }

  FaultKind one(FaultKind[] kinds) {
    return kinds[(int) random.nextLong(kinds.length)];
  }
}
