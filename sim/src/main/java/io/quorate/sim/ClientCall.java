package io.quorate.sim;

import io.quorate.Leader;
import io.quorate.sim.History.Operation;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.World;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One call of a client at one node. */
abstract sealed class ClientCall permits ProposeCall, QueryCall, TicketCall, DecideCall {
  final Cluster cluster;
  final World world;
  final SimNode node;
  final int partition;
  final List<Operation> operations;
  private final Listener heard;
  private OptionalLong due = OptionalLong.empty();
  private boolean ended;
  private boolean reported;

  /** Who made a call. */
  interface Listener {
    /**
     * The call has ended, or its client waits no longer.
     *
     * @param call which
     * @param end empty if the client knows nothing
     */
    void heard(ClientCall call, Optional<End> end);
  }

  /** What a client goes by: whether it got what it wanted, and who leads, as far as it was told. */
  record End(boolean done, Optional<Leader> leader) {}

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

  /** The node has taken it, and is to end it when its monotonic clock shows this. */
  final void taken(long deadline) {
    due = OptionalLong.of(deadline);
  }

  /** Empty while the node has not taken it. */
  final OptionalLong due() {
    return due;
  }

  /** The node was down. */
  void notTaken() {
    ended = true;
    noteEnd("the node was down", 1);
    neverAsked();
    report(Optional.empty());
  }

  /**
   * The node has answered, perhaps when the client no longer waits: its word counts all the same.
   * Returns false if that must not be looked at.
   */
  final boolean answered(Throwable error) {
    if (ended) {
      world.fail("L5", partition, this + " ended twice");
      return false;
    }
    ended = true;
    node.closed(this);
    if (error != null) {
      world.fail("L5", partition, this + " ended with " + error);
    }
    return error == null;
  }

  /** The node's process has ended. */
  void connectionLost() {
    if (!ended) {
      ended = true;
      noteEnd("the node's process ended", 0);
      lost();
      report(Optional.empty());
    }
  }

  /** Nobody has heard of it: what it asks for has certainly not been done because of it. */
  void neverAsked() {
    operations.forEach(operation -> operation.failed(world.now()));
  }

  /** Nobody will ever say what became of it. */
  abstract void lost();

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

  final void report(Optional<End> end) {
    if (!reported) {
      reported = true;
      heard.heard(this, end);
    }
  }
}
