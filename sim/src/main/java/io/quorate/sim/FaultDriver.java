package io.quorate.sim;

import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.FaultClass;
import io.quorate.sim.schedule.FaultKind;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Trigger;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Has the faults of a schedule happen, each at its time or at its moment, and ends them. What they
 * do is said in {@link NetworkFaults}, {@link NodeFaults} and {@link AdminFaults}.
 */
final class FaultDriver {
  private static final long MICRO = 1_000;
  private static final long MICROS_PER_MILLI = 1_000;

  private final Cluster cluster;
  private final World world;
  private final Schedule schedule;
  private final int nodes;
  private final int[] moments = new int[TriggerPoint.values().length];
  private final List<Trigger> triggers;
  private final Map<Long, Runnable> ends = new LinkedHashMap<>();
  private final NetworkFaults networkFaults;
  private final NodeFaults nodeFaults;
  private final AdminFaults adminFaults;
  private long lastFault;
  private boolean healed;

  FaultDriver(Cluster cluster, Schedule schedule) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.schedule = schedule;
    this.nodes = schedule.knobs().allNodes();
    this.triggers = new ArrayList<>(schedule.triggers());
    this.networkFaults = new NetworkFaults(cluster, this);
    this.nodeFaults = new NodeFaults(cluster, this);
    this.adminFaults = new AdminFaults(cluster, this);
  }

  void start() {
    for (Fault fault : schedule.faults()) {
      world.at(fault.at() * MICRO, () -> strike(fault));
    }
  }

  /**
   * Ends everything, but for what the schedule leaves to some nodes for good: from now on there is
   * only the noise of the knobs. Returns the nodes that are healed.
   */
  List<SimNode> heal() {
    healed = true;
    int core = core();
    world.record(Event.HEAL, 0, -1, core, 0);
    List<Runnable> open = new ArrayList<>(ends.values());
    ends.clear();
    open.forEach(Runnable::run);
    cluster.network().heal();
    List<SimNode> healing = new ArrayList<>();
    for (SimNode node : cluster.nodes()) {
      node.disk().heal();
      if (NodeMask.has(core, node.id())) {
        healing.add(node);
        revive(node);
      } else {
        giveUp(node, core);
      }
    }
    return healing;
  }

  /**
   * All nodes whose data is whole, unless the schedule leaves some out and every group can do
   * without them.
   */
  private int core() {
    int whole = 0;
    for (SimNode node : cluster.nodes()) {
      whole |= node.disk().hasLostData() ? 0 : NodeMask.of(node.id());
    }
    int some = whole & schedule.core();
    if (schedule.core() == 0
        || !cluster.oracles().formed()
        || !cluster.oracles().suffice(some)) {
      return whole;
    }
    world.count(Mark.CORE_HEALED);
    return some;
  }

  private void revive(SimNode node) {
    node.resume();
    if (node.hasFailedStorage()) {
      node.crash();
    }
    node.boot();
  }

  private void giveUp(SimNode node, int core) {
    if (node.disk().hasLostData()) {
      node.resume();
      node.crash();
      node.abandon();
      return;
    }
    switch (schedule.rest()) {
      case DOWN -> {
        node.resume();
        node.crash();
      }
      case PAUSED -> node.pause();
      case ISOLATED, MUTE, DEAF -> {
        revive(node);
        networkFaults.sever(
            node.id(),
            core,
            schedule.rest() == Schedule.Rest.MUTE,
            schedule.rest() == Schedule.Rest.DEAF);
      }
      case STALLED -> {
        revive(node);
        node.disk().stallUntil(Long.MAX_VALUE);
      }
    }
    node.abandon();
  }

  // ---- event-triggered faults

  void moment(TriggerPoint point, int node, int partition) {
    if (point == TriggerPoint.SYNC_FAILED || point == TriggerPoint.READ_FAILED) {
      nodeFaults.storageFailed(node);
    }
    int nth = ++moments[point.ordinal()];
    if (healed || triggers.isEmpty()) {
      return;
    }
    for (Trigger trigger : List.copyOf(triggers)) {
      if (trigger.on() == point && trigger.nth() == nth) {
        triggers.remove(trigger);
        trigger(trigger, node, partition);
      }
    }
  }

  private void trigger(Trigger trigger, int node, int partition) {
    world.count(Mark.TRIGGERED);
    long delay = Math.max(trigger.delay(), waits(trigger.kind()) ? 1 : 0);
    if (delay == 0) {
      strike(aimed(trigger, node, partition));
    } else {
      world.after(delay * MICRO, () -> strike(aimed(trigger, node, partition)));
    }
  }

  /** A node can be closed, or asked for something, between two of its steps only. */
  private static boolean waits(FaultKind kind) {
    return kind == FaultKind.CLOSE
        || kind == FaultKind.CLOSE_LEADER
        || kind == FaultKind.REPLAY
        || kind.faultClass() == FaultClass.ADMINISTRATION;
  }

  private Fault aimed(Trigger trigger, int node, int partition) {
    SimNode leader = partition < 0 ? null : cluster.leader(partition);
    int target = switch (trigger.target()) {
      case SELF -> node;
      case NEXT -> node % nodes + 1;
      case LEADER -> leader == null ? node : leader.id();
    };
    boolean asked = trigger.kind().faultClass() == FaultClass.ADMINISTRATION;
    int without = nodes == 1 ? NodeMask.all(1) : NodeMask.all(nodes) & ~NodeMask.of(target);
    return new Fault(
        0,
        trigger.kind(),
        target,
        trigger.kind() == FaultKind.CONFIGURE ? without : 0,
        Math.max(asked ? 1 : 0, partition),
        amount(trigger),
        trigger.duration());
  }

  private static long amount(Trigger trigger) {
    return switch (trigger.kind()) {
      case REPLAY -> Long.MAX_VALUE;
      case CLOCK_STEP -> -trigger.duration() / MICROS_PER_MILLI;
      default -> 0;
    };
  }

  // ---- faults

  private void strike(Fault fault) {
    if (healed) {
      return;
    }
    world.record(
        Event.FAULT, fault.node(), fault.partition(), fault.kind().ordinal(), fault.duration());
    world.note(Event.FAULT, fault.node(), fault.partition(), 0, 0, fault);
    if (!cluster.oracles().formed()) {
      world.count(Mark.FORMATION_FAULTS);
    }
    switch (fault.kind().faultClass()) {
      case NETWORK -> networkFaults.strike(fault);
      case PROCESS, CLOCK, DISK, LOSS_OF_DATA -> nodeFaults.strike(fault);
      case ADMINISTRATION -> adminFaults.strike(fault);
    }
  }

  void withLeader(Fault fault, Consumer<SimNode> action) {
    SimNode leader = cluster.leader(fault.partition());
    if (leader != null) {
      world.note(
          Event.HIT,
          leader.id(),
          fault.partition(),
          fault.kind().ordinal(),
          fault.duration(),
          null);
      action.accept(leader);
    }
  }

  /** Whether any group may have got other members, or get them yet. */
  boolean changeAsked() {
    return adminFaults.changeAsked();
  }

  /** The fault ends after its duration, or when all is healed. */
  void lasts(Fault fault, Runnable end) {
    long number = ++lastFault;
    ends.put(number, end);
    world.after(fault.duration() * MICRO, () -> {
      Runnable ending = ends.remove(number);
      if (ending != null) {
        world.record(Event.FAULT_END, 0, -1, fault.kind().ordinal(), 0);
        ending.run();
      }
    });
  }
}
