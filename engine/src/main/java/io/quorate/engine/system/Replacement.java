package io.quorate.engine.system;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A change of the members that is under way: a new node takes the place of one whose data is lost.
 *
 * @param leaving the members that go; more than one if a node that was to come in has been lost,
 *     too
 * @param joining the one that comes
 */
public record Replacement(SortedSet<Integer> leaving, int joining) {
  /**
   * Copies the set, and checks it.
   *
   * @param leaving see the component
   * @param joining see the component
   */
  public Replacement {
    leaving = Collections.unmodifiableSortedSet(new TreeSet<>(leaving));
    if (leaving.isEmpty() || leaving.contains(joining)) {
      throw new IllegalArgumentException("node " + joining + " cannot replace " + leaving);
    }
  }

  /**
   * Whether a node takes part, on either side.
   *
   * @param nodeId the node
   * @return true if it comes or goes
   */
  public boolean concerns(int nodeId) {
    return nodeId == joining || leaving.contains(nodeId);
  }

  @Override
  public String toString() {
    return "node " + joining + " for " + leaving;
  }
}
