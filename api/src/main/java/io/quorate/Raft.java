package io.quorate;

import io.quorate.spi.RaftProvider;
import java.time.Duration;
import java.util.ServiceLoader;

/**
 * One member of a Quorate cluster, embedded in this process.
 *
 * <p>Life: {@link #create}, register listeners, {@link #joinCluster}, use {@link #partition},
 * {@link #leaveCluster} or {@link #close}. Thread-safe, except that listeners are registered before
 * joining.
 *
 * <p>Delivery: with a {@link StateMachine} registered, each committed entry goes to it, and its
 * response to the proposer. Otherwise entries that were in this node's log when it started go to
 * the listener of {@link #onLogRestored}, all others to that of {@link #onReplicationReceived};
 * without the former, the latter gets all. The proposer's future completes after its entry has been
 * delivered here.
 */
public interface Raft extends AutoCloseable {

  /**
   * Makes a node: chooses and opens its backends and restores its log, but talks to nobody yet.
   *
   * @param configuration a valid configuration
   * @return the node
   * @throws RaftException if no engine or backend can be used, or the data directory cannot; the
   *     message says what to do
   */
  static Raft create(RaftConfiguration configuration) {
    ClassLoader loader = configuration.classLoader();
    return ServiceLoader.load(RaftProvider.class, loader)
        .findFirst()
        .orElseThrow(() -> new RaftException(
            "QRT-100",
            "There is no Raft engine on the classpath. Add the jar quorate-engine (in a shaded jar, check that the files"
                + " in META-INF/services were merged)."))
        .create(configuration);
  }

  /**
   * Registers the receiver of committed entries.
   *
   * @param listener replaces an earlier one
   * @throws IllegalStateException after joining
   */
  void onReplicationReceived(ReplicationListener listener);

  /**
   * Registers the receiver of the entries that are replayed after a restart.
   *
   * @param listener replaces an earlier one
   * @throws IllegalStateException after joining
   */
  void onLogRestored(ReplicationListener listener);

  /**
   * Registers who hears that the replay after a restart begins. A partition with an empty log
   * reports no restore.
   *
   * @param listener replaces an earlier one
   * @throws IllegalStateException after joining
   */
  void onRestoreStarted(RestoreListener listener);

  /**
   * Registers who hears that the replay after a restart has ended.
   *
   * @param listener replaces an earlier one
   * @throws IllegalStateException after joining
   */
  void onRestoreFinished(RestoreListener listener);

  /**
   * Registers who hears that a delivery failed.
   *
   * @param listener replaces an earlier one
   * @throws IllegalStateException after joining
   */
  void onReplicationError(ReplicationErrorListener listener);

  /**
   * Registers who hears of leader changes.
   *
   * @param listener replaces an earlier one
   * @throws IllegalStateException after joining
   */
  void onLeaderChanged(LeaderListener listener);

  /**
   * Registers the state machine of all application partitions.
   *
   * @param stateMachine replaces an earlier one
   * @throws IllegalStateException after joining
   */
  void useStateMachine(StateMachine stateMachine);

  /** Joins with a timeout of 60 seconds; see {@link #joinCluster(Duration)}. */
  default void joinCluster() {
    joinCluster(Duration.ofSeconds(60));
  }

  /**
   * Forms the cluster with the other members, or finds it again, and waits until every partition
   * has a leader and this node has applied what was committed when it found that leader.
   *
   * @param timeout how long to wait at most
   * @throws RaftException if that did not happen in time (the message says what is missing; the
   *     node goes on trying, so the call may be repeated), or if it cannot happen: other members
   *     disagree about the cluster, or this node's disk was wiped or copied
   */
  void joinCluster(Duration timeout);

  /**
   * A partition.
   *
   * @param id 0 to the number of application partitions
   * @return the handle
   * @throws RaftException if the cluster has no such partition, or has not formed yet
   */
  Partition partition(int id);

  /**
   * The members of the cluster, and how one takes another's place.
   *
   * @return the same object always
   */
  Members members();

  /**
   * What this node is and what it knows.
   *
   * @return a fresh reading
   */
  RaftStatus status();

  /**
   * Whether this node should be left running and asked to work. From any thread, at any time of the
   * node's life, before joining and after closing too. Asks every event loop, which answers at
   * once; one that does not is waited for two seconds (in all, not each), and through interrupts.
   *
   * @return a fresh reading
   */
  Health health();

  /**
   * Tells the values of all metrics, one after the other, on this thread. Never waits for the node,
   * so that they can be read above all when something hangs. At any time of the node's life: those
   * of partitions are told from when the cluster has formed, all others always. Their order is the
   * same in every call. The page {@code docs/reference/metrics.md} lists them.
   *
   * @param listener takes them; what it throws is thrown
   */
  void readMetrics(MetricsListener listener);

  /**
   * Stops this node in good order: hands over what it leads, ends all pending calls, stops all
   * threads, frees sockets and files. Membership is kept: a later start with the same data
   * directory is the same member. Idempotent.
   */
  void leaveCluster();

  /**
   * Stops this node at once, without handing leadership over. Idempotent, bounded, never throws.
   */
  @Override
  void close();
}
