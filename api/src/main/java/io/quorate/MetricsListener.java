package io.quorate;

/**
 * Hears the values of a node's metrics when it asks for them, by {@link Raft#readMetrics}.
 *
 * <p>Asking, and not being told of each event: what happens often costs the node an addition, and
 * what a value becomes, a sample, a rate, a line of text, is decided by whoever asks, as often as
 * he asks. It takes a dozen lines to carry them into any system. Events that are rare and call for
 * an answer have listeners of their own: {@link Raft#onLeaderChanged},
 * {@link Raft#onReplicationError}.
 */
public interface MetricsListener {
  /**
   * Takes a value of the node as a whole.
   *
   * @param metric what was measured
   * @param value the value
   */
  void onNode(Metric metric, double value);

  /**
   * Takes a value of one partition.
   *
   * @param metric what was measured
   * @param partition the partition's id
   * @param value the value
   */
  void onPartition(Metric metric, int partition, double value);
}
