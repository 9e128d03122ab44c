package io.quorate.sim;

import io.quorate.DecisionResult;
import io.quorate.sim.History.Operation;
import io.quorate.sim.world.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The second phase of a proposal in two: commits a ticket, or rolls it back. */
final class DecideCall extends ClientCall {
  private final Consumer<DecisionResult> told;
  private final Runnable again;

  DecideCall(
      Cluster cluster,
      SimNode node,
      int partition,
      List<Operation> operations,
      Consumer<DecisionResult> told,
      Runnable again) {
    super(cluster, node, partition, operations, (call, end) -> {});
    this.told = told;
    this.again = again;
  }

  void answered(DecisionResult result, Throwable error) {
    if (!answered(error)) {
      return;
    }
    world.note(Event.OUTCOME, node.id(), partition, operations.get(0).number, 0, result);
    long index = result instanceof DecisionResult.Decided decided ? decided.index() : 0;
    world.record(Event.OUTCOME, node.id(), partition, operations.get(0).number, index);
    told.accept(result);
    report(Optional.of(new End(result.committed(), Optional.empty())));
  }

  @Override
  void neverAsked() {
    again.run();
  }

  @Override
  void lost() {
    again.run();
  }

  @Override
  public String toString() {
    return "the decision on operations from " + operations.get(0).number + " at node "
        + (node == null ? 0 : node.id());
  }
}
