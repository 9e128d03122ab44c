package io.quorate.sim;

import io.quorate.LeadershipResult;
import io.quorate.Proposal;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.sim.device.SimProcess;
import io.quorate.sim.schedule.Fault;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What an operator asks for, sensible or not. Every request must end, and no wrong one may harm.
 */
final class AdminFaults {
  private static final long LIMIT = 60_000_000_000L;
  private static final int NOBODY = 99;

  private final Cluster cluster;
  private final World world;
  private final FaultDriver driver;

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
                subject -> subject.transferLeadership(fault.partition(), fault.node()),
                Mark.TRANSFERS,
                Mark.TRANSFERS_FAILED));
      case STEP_DOWN ->
        request(node, fault, subject -> subject.stepDown(fault.partition()), Mark.STEP_DOWNS, null);
      case CONFIGURE -> configure(fault);
      case INVALID_REQUEST -> invalid(node, fault);
      default -> throw new IllegalArgumentException(fault.kind() + " is no request");
    }
  }

  private void configure(Fault fault) {
    // Partition 0 keeps its members: it is what everything else is found by.
    if (fault.partition() == 0 || anyDataLost()) {
      return;
    }
    SimNode leader = cluster.leader(fault.partition());
    request(
        leader == null ? cluster.node(fault.node()) : leader,
        fault,
        subject -> subject.changeConfiguration(
            fault.partition(), nodes(fault.mask()), nodes(fault.amount() & ~fault.mask())),
        Mark.CONFIGURED,
        Mark.CONFIGURE_REFUSED);
  }

  private boolean anyDataLost() {
    return cluster.nodes().stream().anyMatch(node -> node.disk().hasLostData());
  }

  private TreeSet<Integer> nodes(long mask) {
    TreeSet<Integer> ids = new TreeSet<>();
    for (SimNode node : cluster.nodes()) {
      if ((mask >> (node.id() - 1) & 1) != 0) {
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

  private void request(
      SimNode node,
      Fault fault,
      Function<Subject, CompletableFuture<LeadershipResult>> request,
      Mark done,
      Mark notDone) {
    ask(node, fault, request, (process, result) -> {
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
            "L5", fault.partition(), fault + " at node " + node.id() + " ended with " + error);
      } else {
        then.accept(process, result);
      }
    });
    world.after(LIMIT, () -> expectEnd(node, fault, process, ended));
  }

  private void expectEnd(SimNode node, Fault fault, SimProcess process, boolean[] ended) {
    if (ended[0] || process.dead()) {
      return;
    }
    if (process.paused()) {
      world.after(LIMIT, () -> expectEnd(node, fault, process, ended));
    } else {
      world.fail(
          "L5", fault.partition(), fault.kind() + " at node " + node.id() + " has not ended");
    }
  }
}
