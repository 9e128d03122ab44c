package io.quorate.sim;

import io.quorate.Proposal;
import io.quorate.sim.History.Operation;
import io.quorate.sim.device.SimClock;
import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.CallKind;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.Traffic;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Detail;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.GuestCalls;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * All clients of a run: those that draw their calls, and the calls that a schedule lists. The one
 * place where a call is made, so that every call of a run can be written down as data.
 */
final class Clients {
  private static final long MICRO = 1_000;
  private static final long GRACE = 5_000_000_000L;
  private static final long PATIENCE = 200_000_000L;

  /** Calls fall between the microseconds of all else: none competes with an event for its turn. */
  private static final long BESIDE = 500;

  private static final Proposal NO_COMMAND = new Proposal("none", new byte[0]);

  private final Cluster cluster;
  private final World world;
  private final GuestCalls calls;
  private final Workload workload;
  private final List<Client> drawing = new ArrayList<>();
  private final List<Call> made = new ArrayList<>();
  private boolean stopped;

  Clients(Cluster cluster, Workload workload) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.workload = workload;
    this.calls = new GuestCalls(world, "the workload");
  }

  void start(Schedule schedule) {
    Traffic traffic = schedule.traffic();
    for (int number = 1; number <= traffic.clients(); number++) {
      drawing.add(new Client(cluster, traffic, number));
    }
    drawing.forEach(Client::start);
    for (Call call : schedule.calls()) {
      world.at(nanos(call.at()), () -> make(call, (answered, results) -> {}));
    }
  }

  /** When a call of this microsecond is made. */
  static long nanos(long micros) {
    return micros * MICRO + BESIDE;
  }

  /** The next microsecond in which a call can be made, at least so many from now. */
  static long after(World world, long micros) {
    return world.now() / MICRO + 1 + micros;
  }

  boolean stopped() {
    return stopped;
  }

  Workload workload() {
    return workload;
  }

  /** No further call is drawn, and no ticket decided by a client. */
  void stop() {
    stopped = true;
    drawing.forEach(Client::stop);
  }

  /** All calls so far, but for those that the simulator makes itself to see whether all is well. */
  List<Call> made() {
    return Collections.unmodifiableList(made);
  }

  /** Makes a call now. Whoever makes it hears of its end once, perhaps at once. */
  void make(Call call, ClientCall.Listener heard) {
    made.add(call);
    probe(call, heard);
  }

  /** Makes a call that is no part of the schedule. */
  void probe(Call call, ClientCall.Listener heard) {
    SimNode node = call.node() == 0 ? cluster.leader(call.partition()) : cluster.node(call.node());
    SimRandom random = new SimRandom(call.noise());
    switch (call.kind()) {
      case PROPOSE -> propose(call, node, random, heard);
      case READ, READ_STALE -> read(call, node, random, heard);
      case TICKET -> openTicket(call, node, random, heard);
    }
  }

  private void openTicket(Call call, SimNode node, SimRandom random, ClientCall.Listener heard) {
    List<Operation> operations = new ArrayList<>();
    List<Proposal> proposals = drawn(call, node, random, operations);
    TwoPhase phases = new TwoPhase(cluster, call, operations, random);
    TicketCall open = new TicketCall(cluster, node, call, operations, phases::opened, heard);
    open(
        call,
        open,
        operations.get(0),
        () -> node.subject()
            .openTicket(call.partition(), proposals, phases.lifetime(), timeout(call))
            .whenComplete((result, error) -> {
              if (listens(open)) {
                open.answered(result, error);
              }
            }));
  }

  private List<Proposal> drawn(
      Call call, SimNode node, SimRandom random, List<Operation> operations) {
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 0; i < call.count(); i++) {
      Proposal command =
          calls.call("next", NO_COMMAND, () -> workload.next(call.partition(), random));
      Operation operation = begin(call, node, command);
      operations.add(operation);
      proposals.add(new Proposal(command.type(), numbered(operation.number, command.data())));
    }
    return proposals;
  }

  private void propose(Call call, SimNode node, SimRandom random, ClientCall.Listener heard) {
    List<Operation> operations = new ArrayList<>();
    List<Proposal> proposals = drawn(call, node, random, operations);
    ProposeCall open = new ProposeCall(cluster, node, call.partition(), operations, heard);
    open(
        call,
        open,
        operations.get(0),
        () -> node.subject()
            .propose(call.partition(), proposals, timeout(call))
            .whenComplete((results, error) -> {
              if (listens(open)) {
                open.answered(results, error);
              }
            }));
  }

  private void read(Call call, SimNode node, SimRandom random, ClientCall.Listener heard) {
    Optional<Workload.Query> known =
        calls.call("query", Optional.empty(), () -> workload.query(call.partition(), random));
    Workload.Query query = known.orElse(new Workload.Query(NO_COMMAND, machine -> null));
    Operation operation = begin(call, node, query.asked());
    operation.modelled = known.isPresent();
    QueryCall open = new QueryCall(cluster, node, call, operation, query, heard);
    open(call, open, operation, () -> {
      node.subject()
          .read(call.partition(), open.consistency(), open.query(), timeout(call))
          .whenComplete((result, error) -> {
            if (listens(open)) {
              open.answered(result, error);
            }
          });
      if (call.kind() == CallKind.READ) {
        cluster.moment(TriggerPoint.READ_ASKED, node.id(), call.partition());
      }
    });
  }

  private Operation begin(Call call, SimNode node, Proposal asked) {
    int id = node == null ? 0 : node.id();
    return cluster
        .history()
        .begin(call.client(), id, call.partition(), asked, world.now(), call.kind());
  }

  /** Whether anybody still hears what becomes of a call. */
  static boolean listens(ClientCall open) {
    return !open.node().process().dead() && !open.ended();
  }

  private static Duration timeout(Call call) {
    return Duration.ofNanos(call.timeout() * MICRO);
  }

  /** Notes a call, and has the node take it. */
  private void open(Call call, ClientCall open, Operation first, Runnable asks) {
    SimNode node = open.node();
    int id = node == null ? 0 : node.id();
    if (world.tracesAll()) {
      Detail detail = new Detail.CallMade(
          call.client(), first.number, call.count(), call.kind().reads());
      world.note(Event.CALL, id, call.partition(), first.number, call.count(), detail);
    }
    world.record(Event.PROPOSE, id, call.partition(), first.number, call.count());
    open(open, timeout(call), asks);
  }

  /** Has the node take a call; a paused one does when it goes on. */
  void open(ClientCall open, Duration timeout, Runnable asks) {
    SimNode node = open.node();
    if (node == null || !node.up()) {
      // Nobody took it: it certainly failed.
      open.notTaken();
      return;
    }
    node.opened(open);
    node.process().run(() -> {
      open.taken(node.clock().nanoTime() + timeout.toNanos());
      asks.run();
    });
    world.after(timeout.toNanos() + PATIENCE, open::giveUp);
    expectEnd(open, world.now() + timeout.toNanos() + GRACE);
  }

  /** An operation's number goes in front of its command, so that it is known again. */
  private static byte[] numbered(long number, byte[] command) {
    return ByteBuffer.allocate(Long.BYTES + command.length)
        .putLong(number)
        .put(command)
        .array();
  }

  /**
   * Every call ends (rule 5), a bounded time after its node's own clock shows its timeout, or after
   * its node was resumed.
   */
  private void expectEnd(ClientCall call, long deadline) {
    world.at(deadline, () -> {
      if (call.ended()) {
        return;
      }
      if (call.node().paused() || call.due().isEmpty()) {
        expectEnd(call, world.now() + GRACE);
        return;
      }
      SimClock clock = call.node().clock();
      long due = call.due().getAsLong();
      long left = clock.until(due);
      long shown = left > 0 ? world.now() + left : clock.whenShowed(due);
      long end = Math.max(shown, call.node().resumedAt()) + GRACE;
      if (end > world.now()) {
        expectEnd(call, end);
      } else {
        world.fail("L5", call.partition(), call + " has not ended in time");
      }
    });
  }
}
