package io.quorate.sim;

import io.quorate.engine.raft.GroupProbe;
import io.quorate.sim.History.Operation;
import io.quorate.sim.check.Linearizability;
import io.quorate.sim.check.Model;
import io.quorate.sim.check.Verdict;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.GuestCalls;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The end of a run: what is healed, all nodes or a core of them, must recover within bounds that
 * come from the run's own knobs, whatever the others do.
 */
final class Recovery {
  private static final long MICRO = 1_000;
  private static final long SECOND = 1_000_000_000L;
  private static final long POLL = 50_000_000L;
  private static final long EVENTS_PER_RUN = 20_000_000L;
  private static final long LINEARIZABILITY_BUDGET = 400_000;

  /** How the problem begins that a node has with the time stamps of its logs. */
  private static final String STAMPS_AHEAD = "the time stamps of this node's logs are ";

  /** How what a node says of a replacement begins that is under way. */
  private static final String REPLACING = "a member is being replaced, ";

  /** What no node can meet among nodes of one version, whatever the network does. */
  private static final Set<String> NEVER_COUNTED =
      Set.of("frames.malformed", "messages.malformed", "messages.unknown");

  private final Cluster cluster;
  private final Schedule schedule;
  private final Knobs knobs;
  private final World world;
  private final LongConsumer progress;

  /** The nodes that must recover. */
  private List<SimNode> core = List.of();

  Recovery(Cluster cluster, Schedule schedule, LongConsumer progress) {
    this.progress = progress;
    this.cluster = cluster;
    this.schedule = schedule;
    this.knobs = schedule.knobs();
    this.world = cluster.world();
  }

  void recover() {
    core = cluster.faults().heal();
    Prober prober = new Prober(cluster, core);
    prober.start();
    await("L1", "a leader of each partition", this::everybodyAgreesOnLeaders);
    await("L3", "a fresh write to each partition, and a fresh read", prober::leadersFresh);
    await("L4", "the replacement of a member", this::isReplaced);
    await("L4", "replaced members to stop", this::haveTheReplacedStopped);
    runUntil(schedule.end() * MICRO - 2 * SECOND);
    cluster.clients().stop();
    await("L4", "all replicas to be equal", this::replicasAreEqual);
    if (cluster.options().wholeNodes()) {
      prober.readEverywhere();
      await("L3", "fresh reads at all members", prober::everywhereFresh);
    }
    // Calls of the last moments may still run into their timeouts.
    runUntil(world.now() + schedule.traffic().timeout() * MICRO + SECOND);
    await("L4", "all replicas to be equal", this::replicasAreEqual);
    await("L5", "all tickets to be decided", this::ticketsAreDecided);
    if (isSound() && cluster.options().wholeNodes()) {
      await("L4", "the members' addresses in partition 0", this::addressesAreWrittenDown);
    }
    awaitCompaction();
    if (isSound()) {
      idle();
    }
    if (isSound()) {
      checkHistory();
      checkNodes();
    }
    if (isSound()) {
      new GuestCalls(world, "the workload")
          .run(
              "its model",
              () -> cluster.clients().workload().model().ifPresent(this::checkLinearizable));
    }
  }

  private boolean isSound() {
    return world.violation().isEmpty();
  }

  /** Long enough for every timeout of this run to pass several times. */
  private long patience() {
    return 10 * SECOND
        + 40 * knobs.election() * MICRO
        + 200 * (knobs.netMax() + knobs.diskSync() + knobs.slowLatency()) * MICRO
        + 200 * (knobs.loopLatency() + knobs.diskRead()) * MICRO;
  }

  private void await(String invariant, String what, BooleanSupplier condition) {
    long deadline = world.now() + patience();
    while (isSound() && !condition.getAsBoolean()) {
      if (world.now() >= deadline) {
        world.fail(
            invariant,
            -1,
            "waited in vain " + patience() / SECOND + " s after healing for " + what + ": "
                + states() + cluster.trouble());
        return;
      }
      runUntil(world.now() + POLL);
    }
  }

  void runUntil(long time) {
    while (isSound() && world.now() < time) {
      world.runUntil(Math.min(time, world.now() + SECOND));
      progress.accept(world.now());
      if (world.executed() > EVENTS_PER_RUN) {
        world.fail("L6", -1, "more than " + EVENTS_PER_RUN + " events");
      }
    }
  }

  // ---- what must come about

  /** A node that was replaced has stopped, or does as soon as it hears of that. */
  private List<SimNode> current() {
    return core.stream().filter(node -> !cluster.oracles().left(node.id())).toList();
  }

  /** A replacement goes on by itself, unless the new node is not there. */
  private boolean isReplaced() {
    OptionalInt joining = cluster.oracles().joining();
    return joining.isEmpty() || core.stream().noneMatch(node -> node.id() == joining.getAsInt());
  }

  /** A node hears of it from a member that its discovery names, and that names no spares. */
  private boolean haveTheReplacedStopped() {
    boolean somebodyTells = current().stream().anyMatch(node -> node.id() <= knobs.nodes());
    return !somebodyTells
        || core.stream()
            .filter(node -> cluster.oracles().left(node.id()))
            .allMatch(node -> node.oracle().stopped());
  }

  /** The members of a group that must recover. */
  private List<SimNode> members(int partition) {
    SortedSet<Integer> members = cluster.oracles().members(partition);
    return core.stream().filter(node -> members.contains(node.id())).toList();
  }

  /**
   * The core; and for the partition in which nobody proposes also a node whose disk hangs: a leader
   * that has nothing to write does not notice.
   */
  private List<SimNode> mayLead(int partition) {
    return partition == 0 && schedule.rest() == Schedule.Rest.STALLED ? cluster.nodes() : core;
  }

  private boolean everybodyAgreesOnLeaders() {
    for (int partition = 0; partition <= knobs.partitions(); partition++) {
      SimNode leader = cluster.leader(partition, mayLead(partition));
      if (leader == null) {
        return false;
      }
      for (SimNode node : members(partition)) {
        Optional<GroupProbe> probe = node.probe(partition);
        if (probe.isEmpty() || probe.get().leader().orElse(0) != leader.id()) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean replicasAreEqual() {
    for (int partition = 0; partition <= knobs.partitions(); partition++) {
      long committed = cluster.oracles().committed(partition);
      for (SimNode node : members(partition)) {
        Optional<GroupProbe> probe = node.probe(partition);
        if (probe.isEmpty()
            || probe.get().configuration().isJoint()
            || probe.get().lastIndex() != committed
            || probe.get().commitIndex() != committed
            || cluster.oracles().applied(node.id(), partition) != committed) {
          return false;
        }
      }
    }
    return true;
  }

  /** The cluster is written down only when somebody has heard from all. */
  private boolean addressesAreWrittenDown() {
    boolean begun =
        core.stream().anyMatch(node -> cluster.oracles().writtenAddress(node.id()) != null);
    long forming = core.stream().filter(node -> node.id() <= knobs.nodes()).count();
    if (!begun && forming < knobs.nodes()) {
      return true;
    }
    return core.stream()
        .filter(node -> cluster.oracles().members(0).contains(node.id()))
        .allMatch(node -> cluster
            .network()
            .presentAddress(node.id())
            .equals(cluster.oracles().writtenAddress(node.id())));
  }

  /** Logs may still be compacted, a step at a time, when there is nothing else to do. */
  private void awaitCompaction() {
    List<Long> before = List.of();
    List<Long> now = boundaries();
    long deadline = world.now() + patience();
    while (isSound() && !now.equals(before) && world.now() < deadline) {
      runUntil(world.now() + SECOND);
      before = now;
      now = boundaries();
    }
  }

  private List<Long> boundaries() {
    List<Long> boundaries = new ArrayList<>();
    for (int partition = 1; partition <= knobs.partitions(); partition++) {
      for (SimNode node : core) {
        boundaries.add(
            node.probe(partition).map(probe -> probe.boundary().index()).orElse(0L));
      }
    }
    return boundaries;
  }

  /** A healthy cluster without work keeps its leaders (L2) and says little (L7). */
  private void idle() {
    long seconds = Math.max(2, 3 * knobs.election() * MICRO / SECOND + 1);
    List<Long> terms = terms();
    long frames = world.counters().get(Mark.DELIVERED);
    long events = world.executed();
    runUntil(world.now() + seconds * SECOND);
    if (isSound() && knobs.netLoss() == 0 && !terms.equals(terms())) {
      world.fail(
          "L2", -1, "leaders changed in a healthy cluster: terms " + terms + ", then " + terms());
    }
    long beats = seconds * (1_000_000 / knobs.heartbeat() + 2);
    long pairs = (long) knobs.allNodes() * (knobs.allNodes() - 1);
    long bound =
        4 * beats * (knobs.allNodes() - 1) * (knobs.partitions() + 1) + 40 * pairs * seconds;
    frames = world.counters().get(Mark.DELIVERED) - frames;
    events = world.executed() - events;
    if (isSound() && (frames > bound || events > 20 * bound + 200 * seconds)) {
      world.fail(
          "L7",
          -1,
          "an idle cluster sent " + frames + " frames and had " + events + " events in " + seconds
              + " s, with a bound of " + bound + " frames");
    }
  }

  private List<Long> terms() {
    List<Long> terms = new ArrayList<>();
    for (int partition = 0; partition <= knobs.partitions(); partition++) {
      SimNode leader = cluster.leader(partition, core);
      terms.add(leader == null ? 0 : leader.ledTerm(partition));
    }
    return terms;
  }

  private String states() {
    StringBuilder text = new StringBuilder();
    for (int partition = 0; partition <= knobs.partitions(); partition++) {
      text.append(partition == 0 ? "p0" : "; p" + partition);
      for (SimNode node : core) {
        int id = node.id();
        long applied = cluster.oracles().applied(id, partition);
        text.append(" n").append(id).append(' ');
        text.append(node.probe(partition)
            .map(p -> p.role() + " term " + p.hardState().term() + " last " + p.lastIndex()
                + " commit " + p.commitIndex() + " applied " + applied)
            .orElse("absent"));
      }
    }
    return text.toString();
  }

  /** Acknowledged once, failed never, unknown at most once (I18). */
  private void checkHistory() {
    History history = cluster.history();
    int[] seen = new int[(int) history.count() + 1];
    for (int partition = 1; partition <= knobs.partitions(); partition++) {
      for (long number : cluster.oracles().appliedOperations(partition)) {
        int asked = history.operation(number).partition;
        if (asked != partition) {
          world.fail("I34", partition, "operation " + number + " belongs to partition " + asked);
        }
        seen[(int) number]++;
      }
    }
    for (Operation operation : history.operations()) {
      int times = seen[(int) operation.number];
      boolean right = switch (operation.outcome) {
        case COMMITTED -> times == (operation.kind.reads() ? 0 : 1);
        case FAILED -> times == 0;
        case UNKNOWN -> times <= 1;
      };
      right &= times == 0 || !operation.kind.reads();
      if (!right) {
        world.fail(
            "I18",
            operation.partition,
            "operation " + operation.number + " is in the log " + times
                + " times, and its client heard " + operation.outcome);
      }
    }
  }

  /** Of a partition that a node has left it hears nothing more. */
  private boolean ticketsAreDecided() {
    return current().stream().allMatch(node -> openTickets(node) == 0 || !isMemberOfAll(node));
  }

  private int openTickets(SimNode node) {
    int open = 0;
    for (int partition = 1; partition <= knobs.partitions(); partition++) {
      open += node.subject().openTickets(partition);
    }
    return open;
  }

  /** What nodes say of themselves when all is well, and nothing is under way any more. */
  private void checkNodes() {
    if (cluster.nodes().stream().anyMatch(node -> node.disk().hasLostData())) {
      return;
    }
    for (SimNode node : current()) {
      Subject subject = node.subject();
      List<String> problems = new ArrayList<>(subject.problems());
      if (cluster.oracles().joining().isPresent()) {
        problems.removeIf(problem -> problem.startsWith(REPLACING));
      }
      checkStamps(node, problems.removeIf(problem -> problem.startsWith(STAMPS_AHEAD)));
      if (!problems.isEmpty()) {
        world.fail("X5", -1, "node " + node.id() + " has problems when all is well: " + problems);
      }
      // Of a node that has left a group nobody ever says what became of the end of its log.
      if (subject.heldProposals() != 0 && isMemberOfAll(node)) {
        world.fail(
            "I37",
            -1,
            "node " + node.id() + " keeps room for " + subject.heldProposals()
                + " proposals, when all have ended");
      }
      subject.counters().forEach((counter, count) -> {
        if (NEVER_COUNTED.contains(counter) && count > 0) {
          world.fail(
              "X5", -1, "node " + node.id() + " has counted " + counter + " " + count + " times");
        }
      });
      node.checkAstray();
    }
  }

  /** Wall clocks stay as faults have left them, and a node tells when its stamps do not fit. */
  private void checkStamps(SimNode node, boolean told) {
    long bound = node.clock().wallMillis() + SimNode.MAX_CLOCK_DRIFT.toMillis();
    if (told && cluster.oracles().latestStamp() <= bound) {
      world.fail(
          "X5",
          -1,
          "node " + node.id() + " says that time stamps are ahead of its wall clock, but none is");
    } else if (!told && cluster.oracles().latestStampOf(node.id()) > bound) {
      world.fail(
          "X5",
          -1,
          "node " + node.id() + " does not say that time stamps in its logs are "
              + (cluster.oracles().latestStampOf(node.id()) - node.clock().wallMillis())
              + " ms ahead of its wall clock");
    }
  }

  private boolean isMemberOfAll(SimNode node) {
    for (int partition = 0; partition <= knobs.partitions(); partition++) {
      if (!cluster.oracles().members(partition).contains(node.id())) {
        return false;
      }
    }
    return true;
  }

  /** There is an order of all operations that explains every answer (I20). */
  private void checkLinearizable(Model<?, Asked, Optional<Object>> model) {
    Verdict verdict =
        Linearizability.check(model, cluster.history().forCheck(), LINEARIZABILITY_BUDGET);
    if (verdict instanceof Verdict.Violation) {
      world.fail("I20", -1, "no order of the operations explains what clients heard. " + verdict);
    } else if (verdict instanceof Verdict.Ok) {
      world.count(Mark.LINEARIZABLE);
    }
  }
}
