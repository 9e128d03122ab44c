package io.quorate;

/**
 * Receives committed entries.
 *
 * <p>For each partition calls come in index order, one at a time, from an apply lane (never from a
 * thread that keeps the protocol alive, so a slow listener delays only its own lane, on which other
 * partitions have their turns in between). Different partitions may be called at the same time. A
 * call that returns normally is not repeated in this process; after a restart all entries come
 * again from the last checkpoint. A call that throws stops the partition on this node, is reported
 * to {@link ReplicationErrorListener}, and is repeated after a back-off until it returns normally;
 * entries are never skipped. So an attempt must be atomic or idempotent.
 */
@FunctionalInterface
public interface ReplicationListener {
  /**
   * Takes one committed entry.
   *
   * @param partition the partition
   * @param log the entry
   * @throws Exception to have the entry delivered again later
   */
  void onEntry(int partition, LogEntry log) throws Exception;
}
