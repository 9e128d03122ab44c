package io.quorate.sim;

import io.quorate.Ticket;
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
  private final Consumer<Ticket> opened;

  TicketCall(
      Cluster cluster,
      SimNode node,
      Call call,
      List<Operation> operations,
      Consumer<Ticket> opened,
      Listener heard) {
    super(cluster, node, call.partition(), operations, heard);
    this.opened = opened;
  }

  void answered(TicketResult result, Throwable error) {
    if (!answered(error)) {
      return;
    }
    world.note(Event.OUTCOME, node.id(), partition, operations.get(0).number, 0, result);
    if (result instanceof TicketResult.Opened ticket) {
      world.record(Event.OUTCOME, node.id(), partition, operations.get(0).number, ticket.index());
      world.count(Mark.TICKETS);
      report(Optional.of(new End(true, Optional.empty())));
      opened.accept(ticket.ticket());
    } else if (result instanceof TicketResult.NotOpened not) {
      world.record(Event.OUTCOME, node.id(), partition, operations.get(0).number, -1);
      neverAsked();
      world.count(Mark.TICKETS_REFUSED);
      report(Optional.of(new End(false, not.leader())));
    } else {
      // Nobody knows its name: it can only expire.
      world.record(Event.OUTCOME, node.id(), partition, operations.get(0).number, 0);
      neverAsked();
      report(Optional.empty());
    }
  }

  @Override
  void lost() {
    neverAsked();
  }

  @Override
  public String toString() {
    return "the ticket of operations from " + operations.get(0).number + " at node "
        + (node == null ? 0 : node.id());
  }
}
