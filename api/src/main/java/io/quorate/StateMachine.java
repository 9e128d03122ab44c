package io.quorate;

/**
 * The application's side of a partition. A lambda is enough.
 *
 * <p>{@link #apply} is called under the rules of {@link ReplicationListener}. It must be
 * deterministic: its effect and its response may depend on the state and the entry alone, never on
 * a clock, a random number, the order of a hash table, or anything else that differs between nodes.
 */
@FunctionalInterface
public interface StateMachine {
  /**
   * Applies one committed entry.
   *
   * @param partition the partition
   * @param entry the entry
   * @return a response for the proposer, or null for none; it is delivered only to a caller on this
   *     node
   * @throws Exception to have the entry delivered again later; nothing of this attempt may remain
   */
  Object apply(int partition, LogEntry entry) throws Exception;
}
