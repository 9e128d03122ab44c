package io.quorate;

import java.util.Objects;
import java.util.Optional;

/**
 * Who leads a partition.
 *
 * @param nodeId the leader
 * @param term the term in which it leads
 * @param address its advertised address, if this node has learnt it
 */
public record Leader(int nodeId, long term, Optional<NodeAddress> address) {
  /**
   * Checks for null.
   *
   * @param nodeId see the component
   * @param term see the component
   * @param address see the component
   */
  public Leader {
    Objects.requireNonNull(address, "address");
  }

  @Override
  public String toString() {
    return "node " + nodeId + address.map(a -> " at " + a).orElse("") + " (term " + term + ")";
  }
}
