package io.quorate.sim;

import io.quorate.LeadershipResult;
import io.quorate.Proposal;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.schedule.Misconfiguration;
import io.quorate.sim.schedule.NodeMask;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What an operator asks for, sensible or not. Every request must end, and no wrong one may harm.
 */
final class AdminFaults {
  private static final long MICRO = 1_000;
  private static final long LIMIT = 60_000_000_000L;

  /** What a request may take beside the time that it names. */
  private static final long GRACE = 5_000_000_000L;

  private static final int NOBODY = 99;

  private final Cluster cluster;
  private final World world;
  private final FaultDriver driver;
  private boolean changeAsked;

  AdminFaults(Cluster cluster, FaultDriver driver) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.driver = driver;
  }

  void strike(Fault fault) {
    SimNode node = cluster.node(fault.node());
    switch (fault.kind()) {
      case TRANSFER ->
        driver.withLeader(
            fault,
            leader -> request(
                leader,
                fault,
                handOver(),
                subject -> subject.transferLeadership(fault.partition(), fault.node()),
                Mark.TRANSFERS,
                Mark.TRANSFERS_FAILED));
      case STEP_DOWN ->
        request(
            node,
            fault,
            handOver(),
            subject -> subject.stepDown(fault.partition()),
            Mark.STEP_DOWNS,
            null);
      case CONFIGURE -> configure(fault);
      case INVALID_REQUEST -> invalid(node, fault);
      case MISCONFIGURE -> misconfigure(node, fault);
      case AWAIT_LEADER -> awaitLeader(node, fault);
      case CHECKPOINT -> checkpoint(fault);
      case HOLD -> hold(node, fault);
      case REPLACE -> replace(fault);
      default -> throw new IllegalArgumentException(fault.kind() + " is no request");
    }
  }

  /** Leadership is handed over within an election timeout, or not at all. */
  private long handOver() {
    return GRACE + 4 * cluster.knobs().election() * MICRO;
  }

  private void configure(Fault fault) {
    // Partition 0 keeps its members: it is what everything else is found by.
    // Where members are replaced, what is asked for by hand would bring back who has left.
    if (fault.partition() == 0 || anyDataLost() || cluster.knobs().spares() > 0) {
      return;
    }
    SimNode leader = cluster.leader(fault.partition());
    SimNode asked = leader == null ? cluster.node(fault.node()) : leader;
    changeAsked |= request(
        asked,
        fault,
        LIMIT,
        subject -> subject.changeConfiguration(
            fault.partition(), nodes(fault.mask()), nodes(fault.amount() & ~fault.mask())),
        Mark.CONFIGURED,
        Mark.CONFIGURE_REFUSED);
  }

  /** Whether any group may have got other members, or get them yet. */
  boolean changeAsked() {
    return changeAsked;
  }

  private void misconfigure(SimNode node, Fault fault) {
    if (node.startWrongly(Misconfiguration.of(fault))) {
      world.after(fault.duration() * MICRO, node::boot);
    }
  }

  /** Before its cluster is formed a node has nobody to wait for. */
  private void awaitLeader(SimNode node, Fault fault) {
    if (node.probe(fault.partition()).isEmpty()) {
      return;
    }
    Duration patience = Duration.ofNanos(fault.duration() * MICRO);
    ask(
        node,
        fault,
        patience.toNanos() + GRACE,
        subject -> subject.awaitLeader(fault.partition(), patience),
        (process, leader) ->
            world.count(leader.isPresent() ? Mark.LEADERS_AWAITED : Mark.LEADERS_MISSED));
  }

  private void checkpoint(Fault fault) {
    int partition = Math.max(1, fault.partition());
    SimNode leader = cluster.leader(partition);
    Duration patience = Duration.ofSeconds(5);
    ask(
        leader == null ? cluster.node(fault.node()) : leader,
        fault,
        patience.toNanos() + GRACE,
        subject -> subject.checkpoint(partition, patience),
        (process, result) -> {
          if (result.success()) {
            world.count(Mark.CHECKPOINTS_ASKED);
          }
        });
  }

  /** What is held stays, which the checks of the node's process see to. */
  private void hold(SimNode node, Fault fault) {
    Optional<GroupProbe> probe = node.probe(fault.partition());
    if (probe.isEmpty()) {
      return;
    }
    SimProcess process = node.process();
    long from = Math.max(1, probe.get().lastIndex() - fault.amount());
    node.subject().hold(fault.partition(), from).ifPresent(hold -> {
      node.oracle().held(fault.partition(), hold.firstIndex());
      world.after(fault.duration() * MICRO, () -> {
        if (!process.dead()) {
          node.oracle().letGo(fault.partition(), hold.firstIndex());
          hold.close();
        }
      });
    });
  }

  /** Some of the requests make no sense, as when a member is to replace itself. */
  private void replace(Fault fault) {
    int replacement = cluster.knobs().nodes() + (int) fault.amount();
    if (replacement > cluster.knobs().allNodes()) {
      return;
    }
    SimNode leader = cluster.leader(0);
    Duration patience = Duration.ofNanos(fault.duration() * MICRO);
    changeAsked |= ask(
        leader == null ? cluster.node(1) : leader,
        fault,
        patience.toNanos() + GRACE,
        subject -> subject.replaceMember(fault.node(), replacement, patience),
        (process, result) -> replaced(fault, replacement, result));
  }

  private void replaced(Fault fault, int replacement, ReplacementResult result) {
    switch (result.status()) {
      case DONE -> {
        world.count(Mark.REPLACEMENTS);
        if (!cluster.oracles().left(fault.node())) {
          world.fail(
              "I39",
              0,
              "node " + replacement + " is said to have replaced node " + fault.node()
                  + ", which has not left");
        }
      }
      case NOT_A_MEMBER, NOT_HEARD, ID_IN_USE, ANOTHER_UNDER_WAY ->
        world.count(Mark.REPLACEMENTS_REFUSED);
      case TIMED_OUT, NOT_LEADER, NODE_FAILED, NOT_JOINED, CLOSED ->
        world.count(Mark.REPLACEMENTS_MISSED);
    }
  }

  private boolean anyDataLost() {
    return cluster.nodes().stream().anyMatch(node -> node.disk().hasLostData());
  }

  private TreeSet<Integer> nodes(long mask) {
    TreeSet<Integer> ids = new TreeSet<>();
    for (SimNode node : cluster.nodes()) {
      if (NodeMask.has(mask, node.id())) {
        ids.add(node.id());
      }
    }
    return ids;
  }

  /** Things that nobody should ask for, and everybody does at some time. */
  private void invalid(SimNode node, Fault fault) {
    int partition = Math.max(1, fault.partition());
    byte[] tooLarge = new byte[(int) cluster.knobs().maxEntryBytes() + 1];
    switch ((int) (fault.amount() % 8)) {
      case 0 -> refused(node, fault, subject -> subject.transferLeadership(partition, NOBODY));
      case 1 -> refused(node, fault, subject -> subject.transferLeadership(partition, node.id()));
      case 2 ->
        refused(
            node,
            fault,
            subject -> subject.changeConfiguration(partition, new TreeSet<>(), nodes(1)));
      case 3 ->
        refused(node, fault, subject -> subject.changeConfiguration(partition, nodes(1), nodes(1)));
      case 4 -> refused(node, fault, partition, tooLarge, ReplicationStatus.ENTRY_TOO_LARGE);
      case 5 -> refused(node, fault, 0, new byte[1], ReplicationStatus.SYSTEM_PARTITION);
      case 6 ->
        refused(
            node,
            fault,
            subject -> subject.changeConfiguration(
                partition, new TreeSet<>(List.of(NOBODY)), new TreeSet<>()));
      default -> refused(node, fault, subject -> subject.transferLeadership(partition, -1));
    }
  }

  private void refused(
      SimNode node, Fault fault, Function<Subject, CompletableFuture<LeadershipResult>> request) {
    ask(node, fault, request, (process, result) -> {
      if (result == LeadershipResult.DONE) {
        world.fail("L5", fault.partition(), "a senseless request was granted: " + fault);
      } else {
        world.count(Mark.INVALID_REFUSED);
      }
    });
  }

  private void refused(
      SimNode node, Fault fault, int partition, byte[] data, ReplicationStatus expected) {
    ask(
        node,
        fault,
        subject -> subject.propose(
            partition, List.of(new Proposal("senseless", data)), Duration.ofSeconds(5)),
        (process, results) -> {
          ReplicationResult result = results.get(0);
          // A node that has not joined, or has failed, says that instead.
          boolean says = result instanceof ReplicationResult.NotCommitted refused
              && (refused.status() == expected
                  || refused.status() == ReplicationStatus.NOT_JOINED
                  || refused.status() == ReplicationStatus.NODE_FAILED);
          if (says) {
            world.count(Mark.INVALID_REFUSED);
          } else {
            world.fail("L5", partition, "a senseless proposal ended with " + result);
          }
        });
  }

  /** Whether it was asked. */
  private boolean request(
      SimNode node,
      Fault fault,
      long limit,
      Function<Subject, CompletableFuture<LeadershipResult>> request,
      Mark done,
      Mark notDone) {
    return ask(node, fault, limit, request, (process, result) -> {
      if (result == LeadershipResult.DONE) {
        world.count(done);
      } else if (notDone != null) {
        world.count(notDone);
      }
    });
  }

  private <T> void ask(
      SimNode node,
      Fault fault,
      Function<Subject, CompletableFuture<T>> request,
      BiConsumer<SimProcess, T> then) {
    ask(node, fault, LIMIT, request, then);
  }

  /** A node that is down or stands still is not asked. */
  private <T> boolean ask(
      SimNode node,
      Fault fault,
      long limit,
      Function<Subject, CompletableFuture<T>> request,
      BiConsumer<SimProcess, T> then) {
    if (!node.up() || node.paused()) {
      return false;
    }
    AdminRequest open = new AdminRequest(node, fault);
    SimProcess process = node.process();
    node.opened(open);
    request.apply(node.subject()).whenComplete((result, error) -> {
      if (process.dead()) {
        return;
      }
      open.end();
      node.closed(open);
      world.note(Event.FAULT_END, node.id(), fault.partition(), 0, 0, result);
      if (error != null) {
        world.fail("L5", fault.partition(), open + " ended with " + error);
      } else {
        then.accept(process, result);
      }
    });
    long until = node.clock().nanoTime() + limit;
    world.after(limit, () -> expectEnd(open, process, until));
    return true;
  }

  /** By the node's own clock, which may run slower, and not at once after a pause. */
  private void expectEnd(AdminRequest open, SimProcess process, long until) {
    SimNode node = open.node();
    if (open.ended() || process.dead()) {
      return;
    }
    long left = Math.max(until - node.clock().nanoTime(), node.resumedAt() + GRACE - world.now());
    if (process.paused()) {
      world.after(GRACE, () -> expectEnd(open, process, until));
    } else if (left > 0) {
      world.after(Math.max(left, MICRO), () -> expectEnd(open, process, until));
    } else {
      world.fail("L5", open.fault().partition(), open + " has not ended");
    }
  }
}
