package io.quorate.sim.schedule;

/**
 * A fault at a time. Which numbers count depends on the kind.
 *
 * @param at microseconds from the beginning
 * @param kind what happens
 * @param node the node, from 1
 * @param mask a set of nodes: bit 0 is node 1
 * @param partition the partition
 * @param amount how much
 * @param duration microseconds until it ends, or until a stopped node starts again
 */
public record Fault(
    long at, FaultKind kind, int node, int mask, int partition, long amount, long duration) {

  /**
   * Whether a node is one of the set.
   *
   * @param id the node, from 1
   * @return true if its bit is set in the mask
   */
  public boolean hits(int id) {
    return NodeMask.has(mask, id);
  }
}
