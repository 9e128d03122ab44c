package io.quorate.sim;

import io.quorate.ReplicationResult;
import io.quorate.sim.History.Operation;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.List;
import java.util.Optional;

/** One call of a client: one or several operations, proposed together at one node. */
final class ClientCall {
  private final Cluster cluster;
  private final World world;
  private final SimNode node;
  private final int partition;
  private final List<Operation> operations;
  private final Listener heard;
  private boolean ended;
  private boolean reported;

  /** Who made a call. */
  interface Listener {
    /**
     * The call has ended, or its client waits no longer.
     *
     * @param call which
     * @param results empty if the client knows nothing
     */
    void heard(ClientCall call, Optional<List<ReplicationResult>> results);
  }

  ClientCall(
      Cluster cluster, SimNode node, int partition, List<Operation> operations, Listener heard) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.node = node;
    this.partition = partition;
    this.operations = operations;
    this.heard = heard;
  }

  int partition() {
    return partition;
  }

  SimNode node() {
    return node;
  }

  boolean ended() {
    return ended;
  }

  /** The node was down. */
  void notTaken() {
    ended = true;
    noteEnd("the node was down", 1);
    operations.forEach(operation -> operation.failed(world.now()));
    report(Optional.empty());
  }

  /**
   * The node has answered, perhaps when the client no longer waits: its word counts all the same.
   */
  void answered(List<ReplicationResult> results, Throwable error) {
    if (ended) {
      world.fail("L5", partition, this + " ended twice");
      return;
    }
    ended = true;
    node.closed(this);
    if (error != null) {
      world.fail("L5", partition, this + " ended with " + error);
    } else if (results.size() != operations.size()) {
      world.fail("L5", partition, this + " ended with " + results.size() + " results");
    } else {
      for (int i = 0; i < operations.size(); i++) {
        take(operations.get(i), results.get(i));
      }
      report(Optional.of(results));
    }
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

  /** The node's process has ended. */
  void connectionLost() {
    if (!ended) {
      ended = true;
      noteEnd("the node's process ended", 0);
      world.counters().add(Mark.UNKNOWN, operations.size());
      report(Optional.empty());
    }
  }

  /** The client has waited long enough; the call itself goes on. */
  void giveUp() {
    if (!reported) {
      noteEnd("the client waited long enough", 0);
    }
    report(Optional.empty());
  }

  /** For a full trace: the client hears nothing more, or does not listen. */
  private void noteEnd(String why, int certain) {
    if (world.tracesAll()) {
      int id = node == null ? 0 : node.id();
      world.note(Event.GAVE_UP, id, partition, operations.get(0).number, certain, why);
    }
  }

  private void report(Optional<List<ReplicationResult>> results) {
    if (!reported) {
      reported = true;
      heard.heard(this, results);
    }
  }

  @Override
  public String toString() {
    return "the proposal of operations " + operations.get(0).number + " to "
        + operations.get(operations.size() - 1).number + " at node "
        + (node == null ? 0 : node.id());
  }
}
