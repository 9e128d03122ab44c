package io.quorate.sim.schedule;

/**
 * The settings of a run: of the nodes, and of the devices around them. All are drawn at random,
 * some down to the smallest value that is allowed, because limits are where mistakes are. Times are
 * microseconds.
 *
 * @param nodes how many nodes form the cluster
 * @param partitions how many application partitions
 * @param heartbeat the heartbeat interval
 * @param election the shortest election timeout
 * @param appendMaxBytes bytes of entries in an append request
 * @param windowMessages append requests in flight
 * @param windowBytes bytes in flight
 * @param maxEntryBytes the largest entry's data
 * @param tailCacheBytes durable entries kept in memory
 * @param partitionEntries unanswered proposals of a partition
 * @param callTimeout of calls that name none
 * @param eventLoops event loops per node
 * @param applyLanes apply lanes per node
 * @param netMin the shortest way of a frame
 * @param netMax the longest, without a fault
 * @param netOrdered whether frames between two nodes arrive in order, without a fault
 * @param netLoss frames lost without a fault, per mille
 * @param netDuplicate frames delivered twice without a fault, per mille
 * @param netQueueBytes bytes on the way to one peer before frames are shed
 * @param diskWrite the longest write into the cache
 * @param diskSync the longest sync
 * @param diskComplete the longest way from durable to the node hearing it
 * @param diskGroup how many batches one sync covers at most
 * @param loopLatency the longest wait for a turn
 * @param laneLatency the longest wait for a task of a lane
 * @param slow turns and tasks that wait much longer, per mille
 * @param slowLatency how long those wait at most
 * @param applyFailures application callbacks that throw, per mille
 * @param clockSkew the largest difference of a wall clock from the true time
 * @param extremeClocks whether monotonic clocks start near the ends of their range
 * @param clockDriftPpm how much faster or slower than the true time a monotonic clock runs at most,
 *     in millionths
 * @param prioritySwitches about how often a link gets another priority in a run; 0 for links
 *     without priorities
 * @param diskRead the longest read of the log, and the longest way from there to the node; 0 for as
 *     long as a write into the cache
 * @param inboundBytes bytes of received frames that wait in a node before frames are dropped; 0 for
 *     the usual limit, which no run reaches
 * @param lockstep whether all nodes start at the same moment
 * @param checkpointEntries after how many entries a leader makes a checkpoint; 0 for never
 * @param retainEntries how many entries stay before a checkpoint
 * @param compactionStep how many entries are removed at once; 0 for one
 * @param pieceBytes bytes of a snapshot in one message; 0 for one
 * @param ownStore whether applications keep their states themselves, too
 * @param leaseReads whether leaders serve reads by leases: by how many millionths the monotonic
 *     clock of one node runs faster than that of another at most, whatever faults say; 0 for no
 *     leases
 * @param fileLatency the longest wait for a task on the lanes that read and write snapshots; 0 for
 *     that of the other lanes
 * @param spares how many nodes more there are than form the cluster, with the next numbers: they
 *     wait to take a member's place
 * @param secrets what frames are sealed with: 0 for nothing, 1 for one secret, 2 for either of two
 *     that all accept, as while secrets are changed
 */
public record Knobs(
    int nodes,
    int partitions,
    long heartbeat,
    long election,
    long appendMaxBytes,
    int windowMessages,
    long windowBytes,
    long maxEntryBytes,
    long tailCacheBytes,
    int partitionEntries,
    long callTimeout,
    int eventLoops,
    int applyLanes,
    long netMin,
    long netMax,
    boolean netOrdered,
    int netLoss,
    int netDuplicate,
    long netQueueBytes,
    long diskWrite,
    long diskSync,
    long diskComplete,
    int diskGroup,
    long loopLatency,
    long laneLatency,
    int slow,
    long slowLatency,
    int applyFailures,
    long clockSkew,
    boolean extremeClocks,
    int clockDriftPpm,
    int prioritySwitches,
    long diskRead,
    long inboundBytes,
    boolean lockstep,
    int checkpointEntries,
    int retainEntries,
    int compactionStep,
    int pieceBytes,
    boolean ownStore,
    int leaseReads,
    long fileLatency,
    int spares,
    int secrets) {

  /** More nodes than this are not simulated: sets of nodes are bits of a number. */
  public static final int MAX_NODES = 9;

  /** More application partitions than this are not simulated. */
  public static final int MAX_PARTITIONS = 64;

  /** Checks what a run could not be made of, whoever wrote it. */
  public Knobs {
    if (nodes < 1 || nodes > MAX_NODES) {
      throw new IllegalArgumentException("nodes=" + nodes + " is not from 1 to " + MAX_NODES);
    }
    if (spares < 0 || nodes + spares > MAX_NODES) {
      throw new IllegalArgumentException(
          "spares=" + spares + " and nodes=" + nodes + " are more than " + MAX_NODES);
    }
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "partitions=" + partitions + " is not from 1 to " + MAX_PARTITIONS);
    }
    if (heartbeat < 1 || election <= heartbeat) {
      throw new IllegalArgumentException("heartbeat=" + heartbeat + " and election=" + election
          + " do not fit: 0 < heartbeat < election");
    }
  }

  /**
   * How many nodes there are: those that form the cluster, and the spares.
   *
   * @return from 1
   */
  public int allNodes() {
    return nodes + spares;
  }

  /**
   * The same with another number of nodes.
   *
   * @param number from 1
   * @return all else is the same
   */
  public Knobs withNodes(int number) {
    return with("nodes", number);
  }

  /**
   * The same with another number of application partitions.
   *
   * @param number from 1
   * @return all else is the same
   */
  public Knobs withPartitions(int number) {
    return with("partitions", number);
  }

  /**
   * The same but for one knob.
   *
   * @param name the knob's
   * @param value a number; for what is on or off, 1 or 0
   * @return all else is the same
   * @throws IllegalArgumentException if there is no such knob, or it cannot have this value
   */
  public Knobs with(String name, long value) {
    return RecordText.with(this, name, value);
  }
}
