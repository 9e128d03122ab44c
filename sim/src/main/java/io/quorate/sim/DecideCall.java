package io.quorate.sim;

import io.quorate.DecisionResult;
import io.quorate.sim.History.Operation;
import io.quorate.sim.world.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The second phase of a proposal in two: commits a ticket, or rolls it back. */
final class DecideCall extends ClientCall {
  private final Operation operation;
  private final Consumer<DecisionResult> told;

  DecideCall(
      Cluster cluster,
      SimNode node,
      int partition,
      Operation operation,
      Consumer<DecisionResult> told) {
    super(cluster, node, partition, List.of(operation), (call, end) -> {});
    this.operation = operation;
    this.told = told;
  }

  void answered(DecisionResult result, Throwable error) {
    if (!answered(error)) {
      return;
    }
    world.note(Event.OUTCOME, node.id(), partition, operation.number, 0, result);
    long index = result instanceof DecisionResult.Decided decided ? decided.index() : 0;
    world.record(Event.OUTCOME, node.id(), partition, operation.number, index);
    told.accept(result);
    report(Optional.of(new End(result.committed(), Optional.empty())));
  }

  @Override
  void neverAsked() {
    // Others may be asked.
  }

  @Override
  void lost() {
    // Whoever asks again hears what became of it.
  }

  @Override
  public String toString() {
    return "the decision on operation " + operation.number + " at node "
        + (node == null ? 0 : node.id());
  }
}
