package io.quorate.sim;

import io.quorate.LeadershipResult;
import io.quorate.sim.device.SimNetwork;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.Fault;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/** Has the faults of a schedule happen, each at its time or at its moment, and ends them. */
final class FaultDriver {
  private static final long MICRO = 1_000;
  private static final long ADMIN_LIMIT = 60_000_000_000L;

  private final Cluster cluster;
  private final World world;
  private final Schedule schedule;
  private final int nodes;
  private final int[] moments = new int[TriggerPoint.values().length];
  private final List<Trigger> triggers;
  private final Map<Long, Runnable> ends = new LinkedHashMap<>();
  private final long[] restartAfterFailure;
  private long lastFault;
  private boolean healed;

  FaultDriver(Cluster cluster, Schedule schedule) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.schedule = schedule;
    this.nodes = schedule.knobs().nodes();
    this.triggers = new ArrayList<>(schedule.triggers());
    this.restartAfterFailure = new long[nodes + 1];
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
    List<SimNode> healing = new ArrayList<>();
    for (SimNode node : cluster.nodes()) {
      node.disk().heal();
      if (in(core, node.id())) {
        healing.add(node);
        revive(node);
      } else {
        giveUp(node, core);
      }
    }
    return healing;
  }

  /** All nodes, unless the cluster has formed and can do without those that are left out. */
  private int core() {
    int all = (1 << nodes) - 1;
    boolean some = schedule.core() != 0
        && cluster.oracles().formed()
        && Integer.bitCount(schedule.core() & all) > nodes / 2;
    if (some) {
      world.count(Mark.CORE_HEALED);
    }
    return some ? schedule.core() & all : all;
  }

  private void revive(SimNode node) {
    node.resume();
    if (node.hasFailedStorage()) {
      node.crash();
    }
    node.boot();
  }

  private void giveUp(SimNode node, int core) {
    switch (schedule.rest()) {
      case DOWN -> {
        node.resume();
        node.crash();
      }
      case PAUSED -> node.pause();
      case ISOLATED, MUTE, DEAF -> {
        revive(node);
        sever(node.id(), core);
      }
    }
    node.abandon();
  }

  private void sever(int node, int core) {
    for (int other = 1; other <= nodes; other++) {
      if (other == node) {
        continue;
      }
      boolean ofCore = in(core, other);
      if (schedule.rest() != Schedule.Rest.DEAF || !ofCore) {
        cluster.network().link(node, other).block(1);
      }
      if (schedule.rest() != Schedule.Rest.MUTE || !ofCore) {
        cluster.network().link(other, node).block(1);
      }
    }
  }

  // ---- event-triggered faults

  void moment(TriggerPoint point, int node, int partition) {
    if (point == TriggerPoint.SYNC_FAILED) {
      syncFailed(node);
    }
    int nth = ++moments[point.ordinal()];
    if (healed || triggers.isEmpty()) {
      return;
    }
    for (int i = 0; i < triggers.size(); i++) {
      Trigger trigger = triggers.get(i);
      if (trigger.on() == point && trigger.nth() == nth) {
        triggers.remove(i);
        trigger(trigger, node, partition);
        return;
      }
    }
  }

  private void trigger(Trigger trigger, int node, int partition) {
    world.count(Mark.TRIGGERED);
    if (trigger.delay() == 0) {
      strike(aimed(trigger, node, partition));
    } else {
      world.after(trigger.delay() * MICRO, () -> strike(aimed(trigger, node, partition)));
    }
  }

  private Fault aimed(Trigger trigger, int node, int partition) {
    SimNode leader = partition < 0 ? null : cluster.leader(partition);
    int target = switch (trigger.target()) {
      case SELF -> node;
      case NEXT -> node % nodes + 1;
      case LEADER -> leader == null ? node : leader.id();
    };
    return new Fault(0, trigger.kind(), target, 0, Math.max(0, partition), 0, trigger.duration());
  }

  // ---- faults

  private void strike(Fault fault) {
    if (healed) {
      return;
    }
    world.record(
        Event.FAULT, fault.node(), fault.partition(), fault.kind().ordinal(), fault.duration());
    world.note(Event.FAULT, fault.node(), fault.partition(), 0, 0, fault);
    if (cluster.leader(0) == null && cluster.oracles().committed(0) == 0) {
      world.count(Mark.FORMATION_FAULTS);
    }
    int amount = (int) Math.min(Integer.MAX_VALUE, fault.amount());
    switch (fault.kind()) {
      case LOSS ->
        links(fault, (a, b) -> true, link -> link.addLoss(amount), link -> link.addLoss(-amount));
      case DUPLICATE ->
        links(
            fault,
            (a, b) -> true,
            link -> link.addDuplicate(amount),
            link -> link.addDuplicate(-amount));
      case DELAY ->
        links(
            fault,
            (a, b) -> in(fault.mask(), a) || in(fault.mask(), b),
            link -> link.addDelay(fault.amount() * MICRO),
            link -> link.addDelay(-fault.amount() * MICRO));
      case REORDER ->
        links(
            fault,
            (a, b) -> true,
            link -> link.addReorder(amount),
            link -> link.addReorder(-amount));
      case PARTITION -> {
        world.count(Mark.PARTITIONS);
        block(fault, (a, b) -> in(fault.mask(), a) != in(fault.mask(), b));
      }
      case ONE_WAY -> {
        world.count(Mark.ONE_WAYS);
        block(fault, (a, b) -> in(fault.mask(), a) && !in(fault.mask(), b));
      }
      case ISOLATE -> {
        world.count(Mark.PARTITIONS);
        block(fault, (a, b) -> a == fault.node() || b == fault.node());
      }
      case ISOLATE_LEADER ->
        withLeader(fault, leader -> {
          world.count(Mark.LEADER_ISOLATIONS);
          block(fault, (a, b) -> a == leader.id() || b == leader.id());
        });
      case CRASH -> crash(cluster.node(fault.node()), fault);
      case CRASH_LEADER -> withLeader(fault, leader -> crash(leader, fault));
      case CRASH_MANY -> each(fault.mask(), node -> crash(node, fault));
      case POWER_LOSS -> losePower(cluster.node(fault.node()), fault);
      case POWER_LOSS_MANY -> each(fault.mask(), node -> losePower(node, fault));
      case CLOSE -> {
        cluster.node(fault.node()).close();
        bootLater(cluster.node(fault.node()), fault.duration());
      }
      case PAUSE -> pause(cluster.node(fault.node()), fault.duration());
      case STALL -> {
        world.count(Mark.STALLS);
        cluster.node(fault.node()).disk().stallUntil(world.now() + fault.duration() * MICRO);
      }
      case FAIL_SYNC -> {
        restartAfterFailure[fault.node()] = fault.duration();
        cluster.node(fault.node()).disk().failNextSync();
      }
      case TRANSFER ->
        withLeader(
            fault,
            leader -> admin(
                leader,
                fault,
                subject -> subject.transferLeadership(fault.partition(), fault.node()),
                Mark.TRANSFERS));
      case STEP_DOWN ->
        admin(
            cluster.node(fault.node()),
            fault,
            subject -> subject.stepDown(fault.partition()),
            Mark.STEP_DOWNS);
    }
  }

  private static boolean in(int mask, int node) {
    return (mask >> (node - 1) & 1) != 0;
  }

  private void each(int mask, Consumer<SimNode> action) {
    for (SimNode node : cluster.nodes()) {
      if (in(mask, node.id())) {
        action.accept(node);
      }
    }
  }

  private void withLeader(Fault fault, Consumer<SimNode> action) {
    SimNode leader = cluster.leader(fault.partition());
    if (leader != null) {
      action.accept(leader);
    }
  }

  private interface Between {
    boolean test(int from, int to);
  }

  private void block(Fault fault, Between between) {
    links(fault, between, link -> link.block(1), link -> link.block(-1));
  }

  private void links(
      Fault fault,
      Between between,
      Consumer<SimNetwork.Link> begin,
      Consumer<SimNetwork.Link> end) {
    List<SimNetwork.Link> touched = new ArrayList<>();
    for (int from = 1; from <= nodes; from++) {
      for (int to = 1; to <= nodes; to++) {
        if (from != to && between.test(from, to)) {
          touched.add(cluster.network().link(from, to));
        }
      }
    }
    touched.forEach(begin);
    long number = ++lastFault;
    ends.put(number, () -> touched.forEach(end));
    world.after(fault.duration() * MICRO, () -> {
      Runnable ending = ends.remove(number);
      if (ending != null) {
        world.record(Event.FAULT_END, 0, -1, fault.kind().ordinal(), 0);
        ending.run();
      }
    });
  }

  // ---- processes

  private void crash(SimNode node, Fault fault) {
    node.crash();
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

  /** An operator restarts the node on the same disk. */
  private void syncFailed(int id) {
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

  // ---- administration

  private void admin(
      SimNode node,
      Fault fault,
      Function<Subject, CompletableFuture<LeadershipResult>> request,
      Mark done) {
    if (!node.up() || node.paused()) {
      return;
    }
    boolean[] ended = {false};
    SimProcess process = node.process();
    request.apply(node.subject()).whenComplete((result, error) -> {
      if (process.dead()) {
        return;
      }
      ended[0] = true;
      world.note(Event.FAULT_END, node.id(), fault.partition(), 0, 0, result);
      if (error != null) {
        world.fail(
            "L5",
            fault.partition(),
            fault.kind() + " at node " + node.id() + " ended with " + error);
      } else if (result == LeadershipResult.DONE) {
        world.count(done);
      } else if (done == Mark.TRANSFERS) {
        world.count(Mark.TRANSFERS_FAILED);
      }
    });
    world.after(ADMIN_LIMIT, () -> {
      if (!ended[0] && !process.dead()) {
        world.fail(
            "L5", fault.partition(), fault.kind() + " at node " + node.id() + " has not ended");
      }
    });
  }
}
