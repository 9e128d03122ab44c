package io.quorate.spi;

import io.quorate.Raft;
import io.quorate.RaftConfiguration;

/** How {@link Raft#create} finds the engine. Implemented by the engine module only. */
public interface RaftProvider {
  /**
   * Makes a node.
   *
   * @param configuration a valid configuration
   * @return the node, not joined
   */
  Raft create(RaftConfiguration configuration);
}
