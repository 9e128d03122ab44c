package io.quorate.discovery.list;

import io.quorate.NodeAddress;
import io.quorate.spi.Discovery;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Answers with a list that never changes. The list names all other members, and may name this node:
 * the number of members that form the cluster follows from it.
 *
 * <p>Immutable; any thread may call it. It holds nothing, so that {@link #close} has nothing to do.
 */
public final class StaticDiscovery implements Discovery {
  private final SortedSet<NodeAddress> nodes;

  /**
   * Makes a discovery.
   *
   * @param nodes the other members, perhaps with this node; empty only for a cluster of a single
   *     node
   * @throws IllegalArgumentException if a port is 0, at which nobody can be reached
   */
  public StaticDiscovery(Collection<NodeAddress> nodes) {
    for (NodeAddress node : nodes) {
      if (node.port() == 0) {
        throw new IllegalArgumentException(
            "'" + node + "' has no port at which a node could be reached; name the port that"
                + " it advertises, 1 to 65535");
      }
    }
    this.nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
  }

  /**
   * Makes a discovery.
   *
   * @param nodes the other members as {@code host:port}, perhaps with this node
   * @return the discovery
   * @throws IllegalArgumentException if one of them is not {@code host:port}
   */
  public static StaticDiscovery of(String... nodes) {
    return new StaticDiscovery(Arrays.stream(nodes).map(NodeAddress::parse).toList());
  }

  @Override
  public SortedSet<NodeAddress> resolve() {
    return nodes;
  }

  /**
   * Whether the answer names every other member.
   *
   * @return true
   */
  @Override
  public boolean namesEveryMember() {
    return true;
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  @Override
  public String toString() {
    return "static" + nodes;
  }
}
