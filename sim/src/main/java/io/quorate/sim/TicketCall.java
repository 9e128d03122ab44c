package io.quorate.sim;

import io.quorate.HybridTimestamp;
import io.quorate.TicketResult;
import io.quorate.sim.History.Operation;
import io.quorate.sim.schedule.Call;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The first phase of a proposal in two: opens a ticket at one node. */
final class TicketCall extends ClientCall {
  private final Operation operation;
  private final Consumer<HybridTimestamp> opened;

  TicketCall(
      Cluster cluster,
      SimNode node,
      Call call,
      Operation operation,
      Consumer<HybridTimestamp> opened,
      Listener heard) {
    super(cluster, node, call.partition(), List.of(operation), heard);
    this.operation = operation;
    this.opened = opened;
  }

  void answered(TicketResult result, Throwable error) {
    if (!answered(error)) {
      return;
    }
    world.note(Event.OUTCOME, node.id(), partition, operation.number, 0, result);
    if (result instanceof TicketResult.Opened ticket) {
      world.record(Event.OUTCOME, node.id(), partition, operation.number, ticket.index());
      world.count(Mark.TICKETS);
      report(Optional.of(new End(true, Optional.empty())));
      opened.accept(ticket.ticket());
    } else if (result instanceof TicketResult.NotOpened not) {
      world.record(Event.OUTCOME, node.id(), partition, operation.number, -1);
      operation.failed(world.now());
      world.count(Mark.TICKETS_REFUSED);
      report(Optional.of(new End(false, not.leader())));
    } else {
      // Nobody knows its name: it can only expire.
      world.record(Event.OUTCOME, node.id(), partition, operation.number, 0);
      operation.failed(world.now());
      report(Optional.empty());
    }
  }

  @Override
  void lost() {
    operation.failed(world.now());
  }

  @Override
  public String toString() {
    return "the ticket of operation " + operation.number + " at node "
        + (node == null ? 0 : node.id());
  }
}
