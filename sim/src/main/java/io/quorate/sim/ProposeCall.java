package io.quorate.sim;

import io.quorate.ReplicationResult;
import io.quorate.sim.History.Operation;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import java.util.List;
import java.util.Optional;

/** One or several operations, proposed together at one node. */
final class ProposeCall extends ClientCall {
  ProposeCall(
      Cluster cluster, SimNode node, int partition, List<Operation> operations, Listener heard) {
    super(cluster, node, partition, operations, heard);
  }

  void answered(List<ReplicationResult> results, Throwable error) {
    if (!answered(error)) {
      return;
    }
    if (results.size() != operations.size()) {
      world.fail("L5", partition, this + " ended with " + results.size() + " results");
      return;
    }
    for (int i = 0; i < operations.size(); i++) {
      take(operations.get(i), results.get(i));
    }
    report(end(results.get(results.size() - 1)));
  }

  private static Optional<End> end(ReplicationResult last) {
    if (last instanceof ReplicationResult.Unknown) {
      return Optional.empty();
    }
    return Optional.of(new End(
        last.success(),
        last instanceof ReplicationResult.NotCommitted refused
            ? refused.leader()
            : Optional.empty()));
  }

  private void take(Operation operation, ReplicationResult result) {
    long number = operation.number;
    world.note(Event.OUTCOME, node.id(), partition, number, 0, result);
    if (result instanceof ReplicationResult.Committed committed) {
      world.record(Event.OUTCOME, node.id(), partition, number, committed.index());
      world.count(Mark.ACKED);
      Object response = committed.response().orElse(null);
      Reply reply = response instanceof Reply r ? r : new Reply(0, response);
      operation.committed(world.now(), committed.index(), reply.response());
      cluster.oracles().acknowledged(partition, number, committed.index(), committed.term());
      if (reply.operation() != number) {
        world.fail(
            "I18",
            partition,
            "operation " + number + " was answered with another's response: " + response);
      }
    } else if (result instanceof ReplicationResult.NotCommitted refused) {
      world.record(Event.OUTCOME, node.id(), partition, number, -1);
      operation.failed(world.now());
      world.count(Mark.FAILED);
      switch (refused.status()) {
        case NOT_LEADER -> world.count(Mark.NOT_LEADER);
        case LEADERSHIP_LOST -> world.count(Mark.LEADERSHIP_LOST);
        default -> {}
      }
    } else {
      world.record(Event.OUTCOME, node.id(), partition, number, 0);
      world.count(Mark.UNKNOWN);
    }
  }

  @Override
  void lost() {
    world.counters().add(Mark.UNKNOWN, operations.size());
  }

  @Override
  public String toString() {
    return "the proposal of operations " + operations.get(0).number + " to "
        + operations.get(operations.size() - 1).number + " at node "
        + (node == null ? 0 : node.id());
  }
}
