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
    int prioritySwitches) {}
