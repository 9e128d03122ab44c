package io.quorate.engine.node;

import io.quorate.Leader;
import io.quorate.NodeAddress;
import io.quorate.RaftStatus;
import java.util.List;
import java.util.Optional;

/**
 * What a node consists of, as far as it has come in its life: filled in by {@link Node} alone, and
 * read by any thread.
 */
final class NodeParts {
  /** Null before the start. */
  volatile NodeContext context;

  /** Null before the start. */
  volatile ProposalDesk desk;

  /** Null before the start. */
  volatile SystemHost systemHost;

  /** Null before the start. */
  volatile NodeAddress address;

  /** By partition; null until the cluster has formed. */
  volatile PartitionHost[] hosts;

  /** One for each event loop; none before the start. */
  volatile List<LoopPulse> pulses = List.of();

  volatile RaftStatus.State state = RaftStatus.State.CREATED;

  /** The leader of a partition, as far as this node knows: a field read. */
  Optional<Leader> leader(int partition) {
    PartitionHost[] current = hosts;
    return current == null ? Optional.empty() : current[partition].leader();
  }

  /**
   * The one place where the state changes; says whether it did. CLOSED is final, and FAILED is left
   * by closing only.
   */
  synchronized boolean enter(RaftStatus.State next) {
    boolean closed = state == RaftStatus.State.CLOSED;
    boolean revives = state == RaftStatus.State.FAILED && next != RaftStatus.State.CLOSED;
    if (closed || revives) {
      return false;
    }
    state = next;
    return true;
  }
}
