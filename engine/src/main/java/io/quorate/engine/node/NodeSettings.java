package io.quorate.engine.node;

import io.quorate.NodeAddress;
import io.quorate.RaftConfiguration;
import io.quorate.config.QuorateKeys;
import io.quorate.engine.auth.Secret;
import io.quorate.engine.raft.Leases;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration as the node layer uses it.
 *
 * @param nodeId this member
 * @param nodeName for people
 * @param advertised where others reach this node; if empty, where the transport listens
 * @param expectedMembers how many members form the cluster, if it was said
 * @param joins whether it forms no cluster, but waits to be made a member of one
 * @param partitions how many application partitions the cluster is formed with
 * @param partitionsGiven whether that number was configured, so that another one in the formation
 *     record is an error
 * @param heartbeatNanos how often an idle leader is heard
 * @param electionTimeoutNanos the shortest election timeout
 * @param priority 1 to 100
 * @param appendMaxBytes bytes of entries in one append request
 * @param windowMessages append requests in flight per follower and partition
 * @param windowBytes bytes in flight per follower and partition
 * @param maxEntryBytes the largest data of an entry
 * @param tailCacheBytes durable entries kept in memory per partition
 * @param limits what admission allows
 * @param retention when checkpoints are made, and what of the log stays
 * @param callTimeout of calls that do not name one
 * @param eventLoops how many
 * @param applyLanes how many
 * @param inboundBytes bytes of received frames that may wait for their turns; what comes beyond is
 *     dropped. The largest frame must fit, or it never gets in
 * @param maxClockDrift how far stamps may be ahead of the wall clock before people are told
 * @param secrets what its frames are sealed with; empty if they are not
 * @param leases what its groups do about leases. Outside of tests they always keep what leases of
 *     others rest on: who uses leases is configured for each node by itself, and nobody else knows
 */
public record NodeSettings(
    int nodeId,
    String nodeName,
    Optional<NodeAddress> advertised,
    OptionalInt expectedMembers,
    boolean joins,
    int partitions,
    boolean partitionsGiven,
    long heartbeatNanos,
    long electionTimeoutNanos,
    int priority,
    long appendMaxBytes,
    int windowMessages,
    long windowBytes,
    long maxEntryBytes,
    long tailCacheBytes,
    Limits limits,
    Retention retention,
    Duration callTimeout,
    int eventLoops,
    int applyLanes,
    long inboundBytes,
    Duration maxClockDrift,
    Optional<Secrets> secrets,
    Leases leases) {

  /** How many bytes of received frames wait for their turn, unless a test says otherwise. */
  public static final long USUAL_INBOUND_BYTES = 128L << 20;

  /**
   * What frames are sealed with.
   *
   * @param secret seals, and is accepted
   * @param other is accepted, too
   */
  public record Secrets(Secret secret, Optional<Secret> other) {}

  /**
   * What admission allows.
   *
   * @param partitionEntries unanswered proposals of one partition
   * @param partitionBytes their bytes
   * @param nodeEntries unanswered proposals of all partitions
   * @param nodeBytes their bytes
   * @param partitionReads reads of one partition that wait
   * @param openTickets tickets of one partition that are open
   * @param openTicketBytes what waits in them
   */
  public record Limits(
      int partitionEntries,
      long partitionBytes,
      int nodeEntries,
      long nodeBytes,
      int partitionReads,
      int openTickets,
      long openTicketBytes) {}

  /**
   * When checkpoints are made, and what of the log stays.
   *
   * @param checkpointEntries a leader makes one after so many entries; 0 for never
   * @param checkpointBytes or after so many bytes; 0 for never
   * @param retainEntries stay before a checkpoint for followers that lag
   * @param stepEntries are removed at once at most
   * @param pieceBytes of a snapshot are in one message at most
   */
  public record Retention(
      long checkpointEntries,
      long checkpointBytes,
      long retainEntries,
      long stepEntries,
      int pieceBytes) {}

  /**
   * Reads a configuration.
   *
   * @param c valid
   * @param cores how many processors there are, for what defaults to a share of them
   * @return the settings
   */
  public static NodeSettings of(RaftConfiguration c, int cores) {
    return new NodeSettings(
        c.nodeId(),
        c.nodeName(),
        advertised(c),
        c.isSet(QuorateKeys.CLUSTER_EXPECT)
            ? OptionalInt.of(c.get(QuorateKeys.CLUSTER_EXPECT))
            : OptionalInt.empty(),
        c.get(QuorateKeys.CLUSTER_JOIN),
        c.get(QuorateKeys.INITIAL_PARTITIONS),
        c.isSet(QuorateKeys.INITIAL_PARTITIONS),
        c.get(QuorateKeys.HEARTBEAT).toNanos(),
        c.get(QuorateKeys.ELECTION_TIMEOUT).toNanos(),
        c.get(QuorateKeys.PRIORITY),
        c.get(QuorateKeys.APPEND_MAX_BYTES),
        c.get(QuorateKeys.WINDOW_MESSAGES),
        c.get(QuorateKeys.WINDOW_BYTES),
        c.get(QuorateKeys.MAX_ENTRY_BYTES),
        c.get(QuorateKeys.TAIL_CACHE_BYTES),
        new Limits(
            c.get(QuorateKeys.PARTITION_MAX_ENTRIES),
            c.get(QuorateKeys.PARTITION_MAX_BYTES),
            c.get(QuorateKeys.NODE_MAX_ENTRIES),
            c.get(QuorateKeys.NODE_MAX_BYTES),
            c.get(QuorateKeys.PARTITION_MAX_READS),
            c.get(QuorateKeys.MAX_OPEN_TICKETS),
            c.get(QuorateKeys.MAX_OPEN_TICKET_BYTES)),
        new Retention(
            c.get(QuorateKeys.CHECKPOINT_ENTRIES),
            c.get(QuorateKeys.CHECKPOINT_BYTES),
            c.get(QuorateKeys.RETAIN_ENTRIES),
            c.get(QuorateKeys.COMPACTION_STEP),
            c.get(QuorateKeys.PIECE_BYTES).intValue()),
        c.get(QuorateKeys.CALL_TIMEOUT),
        c.isSet(QuorateKeys.EVENT_LOOPS) ? c.get(QuorateKeys.EVENT_LOOPS) : Math.max(1, cores / 2),
        c.isSet(QuorateKeys.APPLY_LANES) ? c.get(QuorateKeys.APPLY_LANES) : Math.max(2, cores),
        USUAL_INBOUND_BYTES,
        c.get(QuorateKeys.MAX_CLOCK_DRIFT),
        c.isSet(QuorateKeys.AUTH_SECRET)
            ? Optional.of(new Secrets(
                new Secret(c.get(QuorateKeys.AUTH_SECRET)),
                c.isSet(QuorateKeys.AUTH_OTHER_SECRET)
                    ? Optional.of(new Secret(c.get(QuorateKeys.AUTH_OTHER_SECRET)))
                    : Optional.empty()))
            : Optional.empty(),
        new Leases(true, c.get(QuorateKeys.READ_LEASE), c.get(QuorateKeys.LEASE_CLOCK_DRIFT)));
  }

  /** Empty unless a host or a port is advertised that differs from the bound one. */
  private static Optional<NodeAddress> advertised(RaftConfiguration c) {
    if (!c.isSet(QuorateKeys.ADVERTISE_HOST) && !c.isSet(QuorateKeys.ADVERTISE_PORT)) {
      return Optional.empty();
    }
    String host = c.get(
        c.isSet(QuorateKeys.ADVERTISE_HOST) ? QuorateKeys.ADVERTISE_HOST : QuorateKeys.BIND_HOST);
    int port = c.get(
        c.isSet(QuorateKeys.ADVERTISE_PORT) ? QuorateKeys.ADVERTISE_PORT : QuorateKeys.BIND_PORT);
    return Optional.of(new NodeAddress(host, port));
  }
}
