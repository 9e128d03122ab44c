package io.quorate.sim;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decided;
import io.quorate.DecisionResult.Decision;
import io.quorate.HybridTimestamp;
import io.quorate.sim.History.Operation;
import io.quorate.sim.schedule.Call;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.time.Duration;
import java.util.Optional;

/**
 * One proposal in two phases, from its ticket on: somebody commits it or rolls it back, sooner or
 * later, once or several times, also with opposite wishes, or nobody does. All who ask must hear of
 * one decision.
 */
final class TwoPhase {
  private static final long MICRO = 1_000;
  private static final int MOST_ATTEMPTS = 4;

  private final Cluster cluster;
  private final World world;
  private final Call call;
  private final Operation operation;
  private final SimRandom random;
  private Optional<Decided> known = Optional.empty();

  TwoPhase(Cluster cluster, Call call, Operation operation, SimRandom random) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.call = call;
    this.operation = operation;
    this.random = random;
  }

  Duration lifetime() {
    return Duration.ofNanos(call.lifetime() * MICRO);
  }

  /** The ticket is open. What follows is drawn from the call's own numbers. */
  void opened(HybridTimestamp ticket) {
    if (random.chance(150)) {
      return; // to be forgotten
    }
    Decision wish = random.chance(750) ? Decision.COMMITTED : Decision.ROLLED_BACK;
    later(ticket, wish, 1);
    if (random.chance(200)) {
      later(
          ticket,
          wish == Decision.COMMITTED ? Decision.ROLLED_BACK : Decision.COMMITTED,
          MOST_ATTEMPTS);
    }
  }

  private void later(HybridTimestamp ticket, Decision wish, int attempt) {
    long pause = 1 + random.nextLong(Math.max(1, call.lifetime() * 6 / 5));
    int node = random.chance(200) ? 1 + (int) random.nextLong(cluster.knobs().nodes()) : 0;
    world.at(Clients.nanos(Clients.after(world, pause)), () -> decide(ticket, wish, node, attempt));
  }

  private void decide(HybridTimestamp ticket, Decision wish, int number, int attempt) {
    SimNode node = number == 0 ? cluster.leader(call.partition()) : cluster.node(number);
    Duration timeout = Duration.ofNanos(call.timeout() * MICRO);
    DecideCall open = new DecideCall(cluster, node, call.partition(), operation, result -> {
      told(result);
      boolean again = !(result instanceof Decided) && attempt < MOST_ATTEMPTS;
      if (again) {
        later(ticket, wish, attempt + 1);
      }
    });
    cluster
        .clients()
        .open(
            open,
            timeout,
            () -> node.subject()
                .decide(call.partition(), ticket, wish, timeout)
                .whenComplete((result, error) -> {
                  if (Clients.listens(open)) {
                    open.answered(result, error);
                  }
                }));
  }

  private void told(DecisionResult result) {
    int partition = call.partition();
    if (result instanceof DecisionResult.NoSuchTicket) {
      cluster
          .oracles()
          .contradicted(
              partition,
              "the ticket of operation " + operation.number + " was opened, and nobody knows it");
    }
    if (!(result instanceof Decided decided)) {
      return;
    }
    if (known.isPresent()
        && (known.get().decision() != decided.decision()
            || known.get().index() != decided.index())) {
      cluster
          .oracles()
          .contradicted(
              partition,
              "operation " + operation.number + " was decided twice: " + known.get() + ", and "
                  + decided);
    }
    boolean first = known.isEmpty();
    known = Optional.of(decided);
    switch (decided.decision()) {
      case COMMITTED -> committed(decided, first);
      case ROLLED_BACK -> discarded(first, Mark.TICKETS_ROLLED_BACK);
      case EXPIRED -> discarded(first, Mark.TICKETS_EXPIRED);
    }
  }

  private void committed(Decided decided, boolean first) {
    if (first) {
      world.count(Mark.TICKETS_COMMITTED);
      cluster.oracles().acknowledged(call.partition(), operation.number, decided.index());
    }
    if (!decided.responses().isEmpty()
        && operation.outcome == History.Outcome.UNKNOWN
        && decided.responses().get(0).orElse(null) instanceof Reply reply) {
      operation.committed(world.now(), decided.index(), reply.response());
    }
  }

  private void discarded(boolean first, Mark mark) {
    if (first) {
      world.count(mark);
      operation.failed(world.now());
    }
  }
}
