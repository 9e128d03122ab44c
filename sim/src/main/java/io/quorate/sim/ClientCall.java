package io.quorate.sim;

import io.quorate.ReplicationResult;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import io.quorate.sim.world.World;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** One call of a client: one or several operations, proposed together at one node. */
final class ClientCall {
  private final Cluster cluster;
  private final World world;
  private final SimNode node;
  private final int partition;
  private final long firstOperation;
  private final int count;
  private final BiConsumer<ClientCall, Optional<List<ReplicationResult>>> heard;
  private boolean ended;
  private boolean reported;

  ClientCall(
      Cluster cluster,
      SimNode node,
      int partition,
      long firstOperation,
      int count,
      BiConsumer<ClientCall, Optional<List<ReplicationResult>>> heard) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.node = node;
    this.partition = partition;
    this.firstOperation = firstOperation;
    this.count = count;
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
    } else if (results.size() != count) {
      world.fail("L5", partition, this + " ended with " + results.size() + " results");
    } else {
      for (int i = 0; i < count; i++) {
        take(firstOperation + i, results.get(i));
      }
      report(Optional.of(results));
    }
  }

  private void take(long operation, ReplicationResult result) {
    world.note(Event.OUTCOME, node.id(), partition, operation, 0, result);
    if (result instanceof ReplicationResult.Committed committed) {
      world.record(Event.OUTCOME, node.id(), partition, operation, committed.index());
      world.count(Mark.ACKED);
      cluster.history().end(operation, History.Outcome.COMMITTED);
      cluster.oracles().acknowledged(partition, operation, committed.index(), committed.term());
      if (!committed.response().equals(Optional.of(operation))) {
        world.fail(
            "I18",
            partition,
            "operation " + operation + " was answered with another's response: "
                + committed.response());
      }
    } else if (result instanceof ReplicationResult.NotCommitted refused) {
      world.record(Event.OUTCOME, node.id(), partition, operation, -1);
      cluster.history().end(operation, History.Outcome.FAILED);
      world.count(Mark.FAILED);
      switch (refused.status()) {
        case NOT_LEADER -> world.count(Mark.NOT_LEADER);
        case LEADERSHIP_LOST -> world.count(Mark.LEADERSHIP_LOST);
        default -> {}
      }
    } else {
      world.record(Event.OUTCOME, node.id(), partition, operation, 0);
      world.count(Mark.UNKNOWN);
    }
  }

  /** The node's process has ended. */
  void connectionLost() {
    if (!ended) {
      ended = true;
      world.counters().add(Mark.UNKNOWN, count);
      report(Optional.empty());
    }
  }

  /** The client has waited long enough; the call itself goes on. */
  void giveUp() {
    report(Optional.empty());
  }

  private void report(Optional<List<ReplicationResult>> results) {
    if (!reported) {
      reported = true;
      heard.accept(this, results);
    }
  }

  @Override
  public String toString() {
    return "the proposal of operations " + firstOperation + " to " + (firstOperation + count - 1)
        + " at node " + node.id();
  }
}
