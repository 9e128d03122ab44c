package io.quorate.engine.boot;

import io.quorate.Health;
import io.quorate.LeaderListener;
import io.quorate.Members;
import io.quorate.MetricsListener;
import io.quorate.Partition;
import io.quorate.PartitionStatus;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.RaftStatus;
import io.quorate.ReplicationErrorListener;
import io.quorate.ReplicationListener;
import io.quorate.RestoreListener;
import io.quorate.StateMachine;
import io.quorate.config.QuorateKeys;
import io.quorate.engine.node.Node;
import io.quorate.engine.node.NodeSettings;
import io.quorate.engine.production.ProductionEnvironment;
import io.quorate.engine.production.ThisProcess;
import io.quorate.engine.production.WalStorage;
import io.quorate.spi.TransportException;
import io.quorate.spi.WalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a cluster on a real machine: the node layer on opened backends, behind the public
 * interface.
 */
public final class EngineRaft implements Raft {
  private static final Logger LOG = LoggerFactory.getLogger(EngineRaft.class);
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(2);

  private final RaftConfiguration configuration;
  private final OpenedBackends backends;
  private final WalStorage storage;
  private final Node node;
  private final HealthCheck health;
  private final Members members;
  private final Listeners listeners = new Listeners();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicReference<String> fatal = new AtomicReference<>();

  /** Guards the start of the node. */
  private final Object starting = new Object();

  private volatile boolean started;

  private EngineRaft(
      RaftConfiguration configuration, NodeSettings settings, OpenedBackends backends) {
    this.configuration = configuration;
    this.backends = backends;
    String name = configuration.nodeName();
    this.storage = new WalStorage(name, backends.wal(), WalStorage.Limits.DEFAULT, this::fatal);
    try {
      this.node = new Node(
          settings,
          backends.storeId(),
          new ProductionEnvironment(name, this::fatal),
          storage,
          backends.snapshots(),
          backends.transport(),
          backends.discovery(),
          listeners,
          new NodeLog(name));
    } catch (RuntimeException | Error e) {
      storage.close();
      backends.close();
      throw e;
    }
    this.members = new EngineMembers(this, node);
    this.health = new HealthCheck(node.insight(), storage, callTimeout());
  }

  /**
   * Chooses and opens the backends, and logs one line that says which.
   *
   * @param configuration a valid configuration
   * @return a node that has not joined
   * @throws RaftException if a backend or the data directory cannot be used
   */
  public static EngineRaft open(RaftConfiguration configuration) {
    NodeSettings settings = NodeSettings.of(configuration, ThisProcess.processors());
    OpenedBackends backends = OpenedBackends.open(configuration);
    LOG.info("{}", backends.startupLine());
    backends.warnings().forEach(warning -> LOG.warn("configuration: {}", warning));
    return new EngineRaft(configuration, settings, backends);
  }

  /**
   * What runs: name, backends with versions and jars, data directory, Java.
   *
   * @return the line that was logged when the node was made
   */
  public String startupLine() {
    return backends.startupLine();
  }

  int nodeId() {
    return configuration.nodeId();
  }

  Duration callTimeout() {
    return configuration.get(QuorateKeys.CALL_TIMEOUT);
  }

  boolean isClosed() {
    return closed.get();
  }

  void throwIfClosed() {
    if (isClosed()) {
      throw new RaftException(
          "QRT-503",
          "This node has left the cluster or was closed" + reason()
              + ". Make a new one with Raft.create.");
    }
  }

  private String reason() {
    String problem = fatal.get();
    return problem == null ? "" : ", because " + problem;
  }

  @Override
  public void onReplicationReceived(ReplicationListener listener) {
    listeners.received(listener);
  }

  @Override
  public void onLogRestored(ReplicationListener listener) {
    listeners.restored(listener);
  }

  @Override
  public void onRestoreStarted(RestoreListener listener) {
    listeners.restoreStarted(listener);
  }

  @Override
  public void onRestoreFinished(RestoreListener listener) {
    listeners.restoreFinished(listener);
  }

  @Override
  public void onReplicationError(ReplicationErrorListener listener) {
    listeners.failed(listener);
  }

  @Override
  public void onLeaderChanged(LeaderListener listener) {
    listeners.leaders(listener);
  }

  @Override
  public void useStateMachine(StateMachine stateMachine) {
    listeners.stateMachine(stateMachine);
  }

  @Override
  public void joinCluster(Duration timeout) {
    throwIfClosed();
    listeners.freeze();
    start();
    try {
      node.ready().get(Waiting.limited(timeout).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw notJoined("within " + timeout.toMillis() + " ms", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notJoined("before its thread was interrupted", e);
    } catch (ExecutionException e) {
      throwIfClosed();
      if (e.getCause() instanceof RaftException definite) {
        throw definite;
      }
      throw Waiting.unexpected(e);
    } finally {
      recordCluster();
    }
  }

  private RaftException notJoined(String when, Exception cause) {
    throwIfClosed();
    return new RaftException(
        "QRT-401",
        "This node has not joined the cluster " + when + ". Missing: "
            + node.insight().missing().trim()
            + ". It goes on trying; call joinCluster again to go on waiting.",
        cause);
  }

  /**
   * Once. A node that cannot start is closed, so that what it has opened is free for the next
   * attempt.
   */
  private void start() {
    synchronized (starting) {
      if (started) {
        return;
      }
      started = true;
      try {
        node.start();
        recordCluster();
      } catch (WalException e) {
        close();
        throw new RaftException("QRT-109", "The log could not be read: " + e.getMessage(), e);
      } catch (TransportException e) {
        close();
        throw new RaftException(
            "QRT-109", "The transport could not be started: " + e.getMessage(), e);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  /**
   * The directory learns its cluster as soon as the node knows it, and refuses another ever after.
   */
  private void recordCluster() {
    if (isClosed() || backends.dataDirectory().isEmpty()) {
      return;
    }
    try {
      node.insight().clusterId().ifPresent(backends.dataDirectory().get()::recordClusterId);
    } catch (RaftException e) {
      close();
      throw e;
    }
  }

  @Override
  public Partition partition(int id) {
    throwIfClosed();
    OptionalInt partitions = node.insight().partitions();
    if (partitions.isEmpty()) {
      throw new RaftException(
          "QRT-502",
          "There is no partition " + id
              + " yet: the cluster has not formed. Call joinCluster first.");
    }
    if (id < 0 || id > partitions.getAsInt()) {
      throw new RaftException(
          "QRT-501",
          "There is no partition " + id + ": application data has the partitions 1 to "
              + partitions.getAsInt() + ", the system has 0.");
    }
    return new EnginePartition(this, node, id);
  }

  @Override
  public Members members() {
    return members;
  }

  @Override
  public RaftStatus status() {
    List<String> problems = new ArrayList<>(node.insight().problems());
    Optional.ofNullable(fatal.get()).ifPresent(problems::add);
    List<PartitionStatus> partitions = partitionStatus(problems);
    SortedMap<String, Long> counters = new TreeMap<>(node.insight().counters());
    counters.putAll(storage.counters());
    return new RaftStatus(
        nodeId(),
        configuration.nodeName(),
        state(),
        node.insight().clusterId(),
        Optional.ofNullable(node.insight().address()),
        node.insight().members(),
        partitions,
        List.copyOf(problems),
        counters);
  }

  private RaftStatus.State state() {
    return fatal.get() == null ? node.insight().state() : RaftStatus.State.FAILED;
  }

  @Override
  public Health health() {
    RaftStatus.State state = isClosed() && fatal.get() == null ? RaftStatus.State.CLOSED : state();
    return health.read(state, Optional.ofNullable(fatal.get()));
  }

  @Override
  public void readMetrics(MetricsListener listener) {
    node.insight().readMetrics(listener);
    storage.readMetrics(listener);
  }

  /**
   * Those that answer in time: a loop that hangs shows as a problem, and does not take the others
   * out of sight.
   */
  private List<PartitionStatus> partitionStatus(List<String> problems) {
    if (isClosed() || node.insight().partitions().isEmpty()) {
      return List.of();
    }
    List<CompletableFuture<PartitionStatus>> asked = new ArrayList<>();
    for (int id = 0; id <= node.insight().partitions().getAsInt(); id++) {
      asked.add(node.insight().status(id));
    }
    Waiting.quietly(CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)), STATUS_LIMIT);
    List<PartitionStatus> answered = new ArrayList<>();
    for (int id = 0; id < asked.size(); id++) {
      CompletableFuture<PartitionStatus> one = asked.get(id);
      if (one.isDone() && !one.isCompletedExceptionally()) {
        answered.add(one.join());
      } else {
        problems.add("partition " + id + " has not answered");
      }
    }
    return List.copyOf(answered);
  }

  @Override
  public void leaveCluster() {
    if (started && !isClosed()) {
      Duration limit = configuration.get(QuorateKeys.ELECTION_TIMEOUT);
      try {
        Waiting.quietly(node.handOverLeadership(), limit.plus(Waiting.SLACK));
      } catch (RuntimeException e) {
        LOG.warn("{} could not hand its leadership over", this, e);
      }
    }
    close();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    listeners.freeze();
    try (Closing closing = new Closing()) {
      backends.dataDirectory().ifPresent(directory -> closing.add("the data directory", directory));
      closing.add(toString(), node);
    }
  }

  /**
   * A thread of the engine has met a bug. The node ends, on a thread of its own, because the one
   * that failed is part of it.
   */
  private void fatal(String thread, Throwable error) {
    if (fatal.compareAndSet(null, thread + " has failed: " + error)) {
      ThisProcess.runAside(configuration.nodeName(), "end", this::close);
    }
  }

  @Override
  public String toString() {
    return configuration.nodeName() + "(" + configuration.nodeId() + ")";
  }
}
