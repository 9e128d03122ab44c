package io.quorate;

/**
 * How much is asked of one partition at this node, and how it keeps up: now, and within the last
 * five seconds or so. For those who balance leaders, slow down, or scale.
 *
 * <p>Only a leader takes proposals, so on other nodes all is zero, but for what is left over from a
 * leadership that has ended. All is zero before anything was proposed, and once the node has
 * stopped.
 *
 * @param partition the partition's id
 * @param proposalsPerSecond how many proposals this node, as the leader, has put into the log
 *     lately
 * @param commitsPerSecond how many of this node's proposals have been committed and applied here
 *     lately; if that stays below the former, the queue grows
 * @param queuedProposals how many proposals take room in the partition's queue, whose limit is
 *     {@code admission.partition-entries}: those that have been admitted and whose entries are not
 *     applied here yet, whether or not a caller still waits
 * @param queuedBytes how many bytes of data these hold
 * @param commitWaitMeanNanos how long those that were lately committed and applied have waited for
 *     that since they were put into the log, on average; 0 if there were none
 * @param commitWaitMaxNanos how long the slowest of them has waited; longer if one that still waits
 *     has waited longer, so that a partition that commits nothing shows
 */
public record PartitionLoad(
    int partition,
    double proposalsPerSecond,
    double commitsPerSecond,
    int queuedProposals,
    long queuedBytes,
    long commitWaitMeanNanos,
    long commitWaitMaxNanos) {

  /**
   * No load at all.
   *
   * @param partition the partition's id
   * @return zeros
   */
  public static PartitionLoad none(int partition) {
    return new PartitionLoad(partition, 0, 0, 0, 0, 0, 0);
  }
}
