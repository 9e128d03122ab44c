package io.quorate.engine.system;

import java.util.Objects;

/**
 * Who votes: a node id together with the data directory that holds its votes and its log. The same
 * node id with another store id has lost both, and is not this member.
 *
 * @param nodeId as configured, at least 1
 * @param storeId of the data directory
 */
public record Member(int nodeId, StoreId storeId) implements Comparable<Member> {

  /**
   * Checks the parts.
   *
   * @param nodeId see the component
   * @param storeId see the component
   */
  public Member {
    if (nodeId < 1) {
      throw new IllegalArgumentException("node id " + nodeId + " is not at least 1");
    }
    Objects.requireNonNull(storeId, "storeId");
  }

  /** Orders by node id, then by store id. */
  @Override
  public int compareTo(Member other) {
    int byNode = Integer.compare(nodeId, other.nodeId);
    return byNode != 0 ? byNode : storeId.compareTo(other.storeId);
  }

  @Override
  public String toString() {
    return nodeId + "/" + storeId;
  }
}
