package io.quorate.sim;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decided;
import io.quorate.DecisionResult.Decision;
import io.quorate.Ticket;
import io.quorate.sim.History.Operation;
import io.quorate.sim.schedule.Call;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Proposals in two phases, from their ticket on: somebody commits it or rolls it back, sooner or
 * later, once or several times, also with opposite wishes, or nobody does. All who ask must hear of
 * one decision.
 */
final class TwoPhase {
  private static final long MICRO = 1_000;
  private static final int MOST_ATTEMPTS = 4;

  /** No clock runs so much faster than time. */
  private static final long FASTEST_CLOCK = 16;

  private final Cluster cluster;
  private final World world;
  private final Call call;
  private final List<Operation> operations;
  private final SimRandom random;
  private Optional<Decided> known = Optional.empty();

  TwoPhase(Cluster cluster, Call call, List<Operation> operations, SimRandom random) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.call = call;
    this.operations = operations;
    this.random = random;
  }

  Duration lifetime() {
    return Duration.ofNanos(call.lifetime() * MICRO);
  }

  /** The ticket is open. What follows is drawn from the call's own numbers. */
  void opened(Ticket ticket) {
    checkRoom();
    boolean forgotten = random.chance(150);
    Decision wish = random.chance(750) ? Decision.COMMITTED : Decision.ROLLED_BACK;
    boolean both = random.chance(200);
    if (forgotten || wish == Decision.ROLLED_BACK && !both) {
      // Whatever becomes of it, it is never committed.
      failed();
    }
    if (forgotten) {
      return;
    }
    later(ticket, wish, 1);
    if (both) {
      later(
          ticket,
          wish == Decision.COMMITTED ? Decision.ROLLED_BACK : Decision.COMMITTED,
          MOST_ATTEMPTS);
    }
  }

  private void later(Ticket ticket, Decision wish, int attempt) {
    long pause = 1 + random.nextLong(Math.max(1, call.lifetime() * 6 / 5));
    int node = random.chance(200) ? 1 + (int) random.nextLong(cluster.knobs().allNodes()) : 0;
    world.at(Clients.nanos(Clients.after(world, pause)), () -> decide(ticket, wish, node, attempt));
  }

  private void decide(Ticket ticket, Decision wish, int number, int attempt) {
    if (cluster.clients().stopped()) {
      return; // it expires
    }
    SimNode node = number == 0 ? cluster.leader(call.partition()) : cluster.node(number);
    Duration timeout = Duration.ofNanos(call.timeout() * MICRO);
    Runnable again = () -> {
      if (attempt < MOST_ATTEMPTS) {
        later(ticket, wish, attempt + 1);
      }
    };
    DecideCall open = new DecideCall(
        cluster,
        node,
        call.partition(),
        operations,
        result -> {
          told(result);
          if (!(result instanceof Decided)) {
            again.run();
          }
        },
        again);
    cluster
        .clients()
        .open(
            open,
            timeout,
            () -> node.subject().decide(ticket, wish, timeout).whenComplete((result, error) -> {
              if (Clients.listens(open)) {
                open.answered(result, error);
              }
            }));
  }

  private void told(DecisionResult result) {
    if (result instanceof DecisionResult.NoSuchTicket) {
      contradicted("the ticket of operation " + operations.get(0).number
          + " was opened, and nobody knows it");
    }
    if (!(result instanceof Decided decided)) {
      return;
    }
    if (known.isPresent()
        && (known.get().decision() != decided.decision()
            || known.get().index() != decided.index())) {
      contradicted("operation " + operations.get(0).number + " was decided twice: " + known.get()
          + ", and " + decided);
    }
    boolean first = known.isEmpty();
    known = Optional.of(decided);
    switch (decided.decision()) {
      case COMMITTED -> committed(decided, first);
      case ROLLED_BACK -> discarded(first, Mark.TICKETS_ROLLED_BACK);
      case EXPIRED -> {
        discarded(first, Mark.TICKETS_EXPIRED);
        checkLifetime(decided);
      }
    }
  }

  private void committed(Decided decided, boolean first) {
    if (first) {
      world.count(Mark.TICKETS_COMMITTED);
      for (int i = 0; i < operations.size(); i++) {
        cluster
            .oracles()
            .acknowledged(call.partition(), operations.get(i).number, decided.index(), i);
      }
    }
    if (decided.responses().isEmpty()) {
      return;
    }
    if (decided.responses().size() != operations.size()) {
      contradicted("operation " + operations.get(0).number + " and " + (operations.size() - 1)
          + " more got " + decided.responses().size() + " responses");
      return;
    }
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      Object response = decided.responses().get(i).orElse(null);
      if (!(response instanceof Reply reply) || reply.operation() != operation.number) {
        contradicted(
            "operation " + operation.number + " was answered with another's response: " + response);
      } else if (operation.outcome == History.Outcome.UNKNOWN) {
        operation.committed(world.now(), decided.index(), reply.response());
      }
    }
  }

  private void discarded(boolean first, Mark mark) {
    if (first) {
      world.count(mark);
      failed();
    }
  }

  private void failed() {
    operations.forEach(operation -> operation.failed(world.now()));
  }

  private void checkRoom() {
    for (SimNode node : cluster.nodes()) {
      int open = node.up() ? node.subject().openTickets(call.partition()) : 0;
      if (open > cluster.mostOpenTickets()) {
        world.fail(
            "I37",
            call.partition(),
            "node " + node.id() + " has " + open + " open tickets, and no process has allowed for"
                + " more than " + cluster.mostOpenTickets());
      }
    }
  }

  private void checkLifetime(Decided expired) {
    long lived = cluster.oracles().committedAtTime(call.partition(), expired.index())
        - operations.get(0).invokedAt;
    if (lived < lifetime().toNanos() / FASTEST_CLOCK) {
      contradicted("the ticket of operation " + operations.get(0).number + " expired after "
          + lived / MICRO + " us, though it was to be open for " + call.lifetime() + " us");
    }
  }

  private void contradicted(String story) {
    cluster.oracles().contradicted(call.partition(), story);
  }
}
