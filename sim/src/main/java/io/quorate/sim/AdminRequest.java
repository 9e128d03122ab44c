package io.quorate.sim;

import io.quorate.sim.schedule.Fault;

/** What an operator has asked of a node, until it is answered. */
final class AdminRequest {
  private final SimNode node;
  private final Fault fault;
  private boolean ended;

  AdminRequest(SimNode node, Fault fault) {
    this.node = node;
    this.fault = fault;
  }

  SimNode node() {
    return node;
  }

  Fault fault() {
    return fault;
  }

  boolean ended() {
    return ended;
  }

  void end() {
    ended = true;
  }

  @Override
  public String toString() {
    return fault + " at node " + node.id();
  }
}
