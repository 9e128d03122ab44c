package io.quorate.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The keys that do not belong to a backend. Backends declare theirs themselves, under their own
 * name.
 */
public final class QuorateKeys {
  private static final Duration HOUR = Duration.ofHours(1);

  /** This member's id. */
  public static final ConfigKey<Integer> NODE_ID = ConfigKey.integer(
      "node.id",
      1,
      Integer.MAX_VALUE,
      "This member's id: unique in the cluster and never changed.");

  /** This member's name. */
  public static final ConfigKey<String> NODE_NAME = ConfigKey.string(
      "node.name", "This member's name in logs, threads and metrics. The default is node-<id>.");

  /** Where to listen. */
  public static final ConfigKey<String> BIND_HOST =
      ConfigKey.string("bind.host", "The interface to listen on.").withDefault("localhost");

  /** The port to listen on. */
  public static final ConfigKey<Integer> BIND_PORT = ConfigKey.integer(
          "bind.port", 0, 65535, "The port to listen on; 0 takes any free port.")
      .withDefault(0);

  /** Where others reach this node. */
  public static final ConfigKey<String> ADVERTISE_HOST = ConfigKey.string(
      "advertise.host",
      "The host by which other members reach this one. The default is bind.host.");

  /** The port where others reach this node. */
  public static final ConfigKey<Integer> ADVERTISE_PORT = ConfigKey.integer(
      "advertise.port",
      1,
      65535,
      "The port by which other members reach this one. The default is the bound port.");

  /** The data directory. */
  public static final ConfigKey<Path> DATA_DIRECTORY = ConfigKey.path(
      "data.directory",
      "Where this node keeps its log and its identity. One directory per node, on a local disk.");

  /** Which WAL. */
  public static final ConfigKey<String> WAL = ConfigKey.string(
      "wal",
      "The name of the WAL backend. The default is the one production WAL on the classpath.");

  /** Which transport. */
  public static final ConfigKey<String> TRANSPORT = ConfigKey.string(
      "transport",
      "The name of the transport. The default is the one production transport on the classpath.");

  /** Which discovery. */
  public static final ConfigKey<List<String>> DISCOVERY = ConfigKey.words(
      "discovery",
      "The names of the discoveries to ask, in order. The default is the one on the classpath.");

  /** What all members share. */
  public static final ConfigKey<String> AUTH_SECRET = ConfigKey.string(
          "auth.secret",
          "A secret that all members share, of at least 16 characters, best of 32 or more at random. Frames are sealed with"
              + " it, and what is not is refused. Without it anybody who reaches a node's port can speak for a member,"
              + " unless TLS with certificates of both sides keeps others out.")
      .asSecret();

  /** What they had before, or will have. */
  public static final ConfigKey<String> AUTH_OTHER_SECRET = ConfigKey.string(
          "auth.other-secret",
          "A second secret that is accepted beside auth.secret, while all members change from one to the other.")
      .asSecret();

  /** How many members form the cluster. */
  public static final ConfigKey<Integer> CLUSTER_EXPECT = ConfigKey.integer(
      "cluster.expect",
      1,
      64,
      "How many members form the cluster at its first start, this one included. The default is the size of the static"
          + " list with this node; 1 makes a single-node cluster.");

  /** Whether this node waits to be taken in. */
  public static final ConfigKey<Boolean> CLUSTER_JOIN = ConfigKey.bool(
          "cluster.join",
          "Whether this node never forms a cluster, but waits to be made a member of one that exists: for a node that is to"
              + " replace a member, or stands by for that. Not for those that are to form the cluster: the others would"
              + " form it without.")
      .withDefault(false);

  /** How many partitions. */
  public static final ConfigKey<Integer> INITIAL_PARTITIONS = ConfigKey.integer(
          "partitions.initial",
          1,
          10_000,
          "How many application partitions the cluster is formed with: ids 1 to this number.")
      .withDefault(1);

  /** The heartbeat interval. */
  public static final ConfigKey<Duration> HEARTBEAT = ConfigKey.duration(
          "raft.heartbeat",
          Duration.ofMillis(1),
          HOUR,
          "How often an idle leader tells its followers that it is alive.")
      .withDefault(Duration.ofMillis(100));

  /** The election timeout. */
  public static final ConfigKey<Duration> ELECTION_TIMEOUT = ConfigKey.duration(
          "raft.election-timeout",
          Duration.ofMillis(2),
          HOUR,
          "How long a follower waits for its leader before it campaigns: each wait is drawn anew between this and twice"
              + " this. Longer than the heartbeat, by a factor of ten as a rule.")
      .withDefault(Duration.ofMillis(1000));

  /** The election priority. */
  public static final ConfigKey<Integer> PRIORITY = ConfigKey.integer(
          "raft.priority",
          1,
          100,
          "How eagerly this node campaigns. At 100 it waits no longer than the election timeout says, at 1 up to twice"
              + " as long, so that members of higher priority usually win.")
      .withDefault(100);

  /** Entries sent in one message. */
  public static final ConfigKey<Long> APPEND_MAX_BYTES = ConfigKey.size(
          "replication.append-max-bytes",
          1,
          8L << 20,
          "How many bytes of entries one append request carries at most; a single larger entry still fits.")
      .withDefault(512L << 10);

  /** Append requests in flight. */
  public static final ConfigKey<Integer> WINDOW_MESSAGES = ConfigKey.integer(
          "replication.window-messages",
          1,
          4096,
          "How many append requests may be unacknowledged, per partition and follower.")
      .withDefault(64);

  /** Bytes in flight. */
  public static final ConfigKey<Long> WINDOW_BYTES = ConfigKey.size(
          "replication.window-bytes",
          1,
          1L << 30,
          "How many bytes of entries may be unacknowledged, per partition and follower.")
      .withDefault(8L << 20);

  /** The largest entry. */
  public static final ConfigKey<Long> MAX_ENTRY_BYTES = ConfigKey.size(
          "replication.max-entry-bytes", 1, 16L << 20, "How large the data of one entry may be.")
      .withDefault(1L << 20);

  /** The tail cache. */
  public static final ConfigKey<Long> TAIL_CACHE_BYTES = ConfigKey.size(
          "replication.tail-cache-bytes",
          0,
          1L << 30,
          "How many bytes of durable entries each partition keeps in memory, so that followers that keep up are served"
              + " without reading the disk.")
      .withDefault(4L << 20);

  /** Proposals in flight per partition. */
  public static final ConfigKey<Integer> PARTITION_MAX_ENTRIES = ConfigKey.integer(
          "admission.partition-entries",
          1,
          10_000_000,
          "How many proposals of one partition may be unanswered on this node before QUEUE_FULL.")
      .withDefault(16_384);

  /** Reads that wait per partition. */
  public static final ConfigKey<Integer> PARTITION_MAX_READS = ConfigKey.integer(
          "admission.partition-reads",
          1,
          10_000_000,
          "How many reads of one partition may wait on this node before QUEUE_FULL.")
      .withDefault(16_384);

  /** Whether a leader serves reads by its lease. */
  public static final ConfigKey<Boolean> READ_LEASE = ConfigKey.bool(
          "reads.lease",
          "Whether a leader serves linearizable reads by its lease, without asking a quorum first. Rests on clocks whose"
              + " rates differ by no more than reads.lease-clock-drift, and on one raft.election-timeout for all members.")
      .withDefault(false);

  /** How much the clocks of two members differ. */
  public static final ConfigKey<Integer> LEASE_CLOCK_DRIFT = ConfigKey.integer(
          "reads.lease-clock-drift",
          0,
          500_000,
          "By how many millionths the monotonic clock of one member may run faster than that of another: leases are"
              + " shorter by so much. The default is one per cent.")
      .withDefault(10_000);

  /** How far time stamps may be ahead. */
  public static final ConfigKey<Duration> MAX_CLOCK_DRIFT = ConfigKey.duration(
          "clock.max-drift",
          Duration.ofMillis(1),
          Duration.ofDays(1),
          "How far the time stamps of entries may be ahead of this node's wall clock before its status reports it.")
      .withDefault(Duration.ofMinutes(1));

  /** Open tickets per partition. */
  public static final ConfigKey<Integer> MAX_OPEN_TICKETS = ConfigKey.integer(
          "tickets.max-open",
          1,
          1_000_000,
          "How many tickets of one partition may be open before QUEUE_FULL.")
      .withDefault(1_024);

  /** Bytes that wait in open tickets per partition. */
  public static final ConfigKey<Long> MAX_OPEN_TICKET_BYTES = ConfigKey.size(
          "tickets.max-open-bytes",
          1,
          1L << 40,
          "How many bytes may wait in the open tickets of one partition before QUEUE_FULL.")
      .withDefault(64L << 20);

  /** Entries between two checkpoints. */
  public static final ConfigKey<Integer> CHECKPOINT_ENTRIES = ConfigKey.integer(
          "checkpoint.every-entries",
          0,
          1_000_000_000,
          "After how many entries of a partition its leader makes a checkpoint by itself; 0 for never.")
      .withDefault(100_000);

  /** Bytes between two checkpoints. */
  public static final ConfigKey<Long> CHECKPOINT_BYTES = ConfigKey.size(
          "checkpoint.every-bytes",
          0,
          1L << 50,
          "After how many bytes of entries of a partition its leader makes a checkpoint by itself; 0 for never.")
      .withDefault(256L << 20);

  /** Entries that are kept behind a checkpoint. */
  public static final ConfigKey<Integer> RETAIN_ENTRIES = ConfigKey.integer(
          "compaction.retain-entries",
          0,
          1_000_000_000,
          "How many entries before the last checkpoint are kept for followers that lag, so that they need no snapshot. A"
              + " leader whose followers all have them keeps none.")
      .withDefault(10_000);

  /** Entries that are removed at once. */
  public static final ConfigKey<Integer> COMPACTION_STEP = ConfigKey.integer(
          "compaction.step-entries",
          1,
          1_000_000_000,
          "How many entries of a partition one write removes at most when its log is compacted.")
      .withDefault(50_000);

  /** Bytes of a snapshot in one message. */
  public static final ConfigKey<Long> PIECE_BYTES = ConfigKey.size(
          "snapshot.piece-bytes",
          1,
          8L << 20,
          "How many bytes of a snapshot one message carries to a member that fetches it.")
      .withDefault(512L << 10);

  /** Bytes of proposals in flight per partition. */
  public static final ConfigKey<Long> PARTITION_MAX_BYTES = ConfigKey.size(
          "admission.partition-bytes",
          1,
          16L << 30,
          "How many bytes of proposals of one partition may be unanswered on this node before QUEUE_FULL.")
      .withDefault(64L << 20);

  /** Proposals in flight per node. */
  public static final ConfigKey<Integer> NODE_MAX_ENTRIES = ConfigKey.integer(
          "admission.node-entries",
          1,
          100_000_000,
          "How many proposals may be unanswered on this node before QUEUE_FULL, over all partitions.")
      .withDefault(131_072);

  /** Bytes of proposals in flight per node. */
  public static final ConfigKey<Long> NODE_MAX_BYTES = ConfigKey.size(
          "admission.node-bytes",
          1,
          64L << 30,
          "How many bytes of proposals may be unanswered on this node before QUEUE_FULL, over all partitions.")
      .withDefault(256L << 20);

  /** The timeout of calls that do not name one. */
  public static final ConfigKey<Duration> CALL_TIMEOUT = ConfigKey.duration(
          "call.timeout",
          Duration.ofMillis(1),
          HOUR,
          "When an asynchronous call without a timeout of its own ends as UNKNOWN.")
      .withDefault(Duration.ofSeconds(10));

  /** Event loops. */
  public static final ConfigKey<Integer> EVENT_LOOPS = ConfigKey.integer(
      "engine.event-loops",
      1,
      64,
      "Threads that run the protocol. The default is half the cores, at least 1.");

  /** Apply lanes. */
  public static final ConfigKey<Integer> APPLY_LANES = ConfigKey.integer(
      "engine.apply-lanes",
      1,
      256,
      "Threads that run application callbacks. The default is the cores, at least 2.");

  /** All of the above, in the order of the documentation. */
  public static final List<ConfigKey<?>> ALL = List.of(
      NODE_ID,
      NODE_NAME,
      BIND_HOST,
      BIND_PORT,
      ADVERTISE_HOST,
      ADVERTISE_PORT,
      DATA_DIRECTORY,
      WAL,
      TRANSPORT,
      DISCOVERY,
      AUTH_SECRET,
      AUTH_OTHER_SECRET,
      CLUSTER_EXPECT,
      CLUSTER_JOIN,
      INITIAL_PARTITIONS,
      HEARTBEAT,
      ELECTION_TIMEOUT,
      PRIORITY,
      APPEND_MAX_BYTES,
      WINDOW_MESSAGES,
      WINDOW_BYTES,
      MAX_ENTRY_BYTES,
      TAIL_CACHE_BYTES,
      PARTITION_MAX_ENTRIES,
      PARTITION_MAX_READS,
      READ_LEASE,
      LEASE_CLOCK_DRIFT,
      MAX_CLOCK_DRIFT,
      MAX_OPEN_TICKETS,
      MAX_OPEN_TICKET_BYTES,
      CHECKPOINT_ENTRIES,
      CHECKPOINT_BYTES,
      RETAIN_ENTRIES,
      COMPACTION_STEP,
      PIECE_BYTES,
      PARTITION_MAX_BYTES,
      NODE_MAX_ENTRIES,
      NODE_MAX_BYTES,
      CALL_TIMEOUT,
      EVENT_LOOPS,
      APPLY_LANES);

  private QuorateKeys() {}
}
