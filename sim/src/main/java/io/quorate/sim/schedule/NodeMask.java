package io.quorate.sim.schedule;

/** Sets of nodes as numbers: bit 0 is node 1. */
public final class NodeMask {
  private NodeMask() {}

  /**
   * A set of one node.
   *
   * @param node from 1
   * @return its bit
   */
  public static int of(int node) {
    return 1 << (node - 1);
  }

  /**
   * The set of the first nodes.
   *
   * @param nodes how many
   * @return their bits
   */
  public static int all(int nodes) {
    return (1 << nodes) - 1;
  }

  /**
   * Whether a set has a node.
   *
   * @param mask the set
   * @param node from 1
   * @return true if its bit is set
   */
  public static boolean has(long mask, int node) {
    return (mask >> (node - 1) & 1) != 0;
  }
}
