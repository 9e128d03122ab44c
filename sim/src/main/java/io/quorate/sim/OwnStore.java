package io.quorate.sim;

import java.util.TreeMap;

/**
 * What the application of a node keeps itself, beside the node's log: per partition its state
 * behind some entry. It outlives processes, and each change of it is durable at once.
 */
final class OwnStore {
  private final TreeMap<Integer, Kept> kept = new TreeMap<>();

  /** The state behind an entry, as the state machine writes it. */
  record Kept(long index, byte[] state) {}

  /** Null if there is nothing. */
  Kept kept(int partition) {
    return kept.get(partition);
  }

  void keep(int partition, long index, byte[] state) {
    kept.put(partition, new Kept(index, state));
  }
}
