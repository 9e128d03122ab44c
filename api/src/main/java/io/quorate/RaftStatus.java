package io.quorate;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What this node is and what it knows of its cluster at one moment.
 *
 * @param nodeId the configured id
 * @param nodeName the configured name
 * @param state where in its life the node is
 * @param clusterId the digest of the formation record; empty until the cluster has formed
 * @param address the advertised address, with the real port; empty before the node has started
 * @param members the members' ids and, where known, their addresses
 * @param partitions a status for each partition, by id, partition 0 first; empty until the cluster
 *     has formed
 * @param problems what is wrong, as sentences; empty while all is well
 * @param counters monotonic counters by name, for people and tests: frames refused, entries shed
 *     and so on
 */
public record RaftStatus(
    int nodeId,
    String nodeName,
    State state,
    Optional<String> clusterId,
    Optional<NodeAddress> address,
    SortedMap<Integer, Optional<NodeAddress>> members,
    List<PartitionStatus> partitions,
    List<String> problems,
    SortedMap<String, Long> counters) {

  /** Where in its life a node is. */
  public enum State {
    /** Made, not joined. */
    CREATED,
    /** Looking for the other members, or restoring. */
    JOINING,
    /** Running. */
    RUNNING,
    /** Stopped by an error that a restart alone does not cure; the problems say which. */
    FAILED,
    /** Left or closed. */
    CLOSED
  }
}
