package io.quorate.engine.node;

import io.quorate.MetricsListener;
import io.quorate.NodeAddress;
import io.quorate.PartitionLoad;
import io.quorate.PartitionStatus;
import io.quorate.RaftStatus;
import io.quorate.engine.environment.Environment;
import io.quorate.engine.node.Counters.Counter;
import io.quorate.engine.raft.GroupProbe;
import io.quorate.engine.system.ClusterId;
import io.quorate.spi.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What can be asked of a node at any time of its life: its state, what stands in its way, the
 * status of its partitions, and the probes of checkers. Thread-safe; no method blocks.
 */
public final class NodeInsight {
  private final NodeParts parts;
  private final Environment environment;
  private final Transport transport;
  private final NodeMetrics metrics;

  NodeInsight(NodeParts parts, Environment environment, Transport transport) {
    this.parts = parts;
    this.environment = environment;
    this.transport = transport;
    this.metrics = new NodeMetrics(parts, transport);
  }

  /**
   * Where others reach this node.
   *
   * @return known once started
   */
  public NodeAddress address() {
    return parts.address;
  }

  /**
   * How many application partitions there are.
   *
   * @return empty until the cluster has formed
   */
  public OptionalInt partitions() {
    PartitionHost[] current = parts.hosts;
    return current == null ? OptionalInt.empty() : OptionalInt.of(current.length - 1);
  }

  /**
   * The cluster's id.
   *
   * @return empty until the cluster has formed
   */
  public Optional<String> clusterId() {
    return parts.context == null
        ? Optional.empty()
        : parts.context.cluster().map(ClusterId::toString);
  }

  /**
   * Where in its life the node is.
   *
   * @return the state
   */
  public RaftStatus.State state() {
    return parts.state;
  }

  /**
   * What joining still waits for.
   *
   * @return a phrase for people
   */
  public String missing() {
    List<String> problems = problems();
    return stillMissing() + (problems.isEmpty() ? "" : "; what stands in the way: " + problems);
  }

  /**
   * What joining still waits for, whatever stands in the way.
   *
   * @return a phrase for people
   */
  public String stillMissing() {
    PartitionHost[] current = parts.hosts;
    if (current == null) {
      return parts.systemHost == null ? "the start" : parts.systemHost.missing();
    }
    List<Integer> leaderless = new ArrayList<>();
    List<Integer> behind = new ArrayList<>();
    for (PartitionHost host : current) {
      if (!host.ready().isDone()) {
        (host.leader().isEmpty() ? leaderless : behind).add(host.partition());
      }
    }
    return (leaderless.isEmpty() ? "" : "a leader of partitions " + leaderless + " ")
        + (behind.isEmpty() ? "" : "entries to be applied in partitions " + behind);
  }

  /**
   * What is wrong.
   *
   * @return sentences; empty while all is well
   */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (parts.context != null) {
      parts.context.failure().ifPresent(failure -> problems.add(failure.problem()));
      parts.context.answers.problem(environment.nanoTime()).ifPresent(problems::add);
      parts.context.clocks.problem().ifPresent(problems::add);
      parts.context.stamps.problem().ifPresent(problems::add);
      parts.context.refusedFrames.problem().ifPresent(problems::add);
    }
    if (parts.systemHost != null) {
      problems.addAll(parts.systemHost.problems());
    }
    return problems;
  }

  /**
   * The members and where they are.
   *
   * @return by node id; empty until the cluster has formed
   */
  public SortedMap<Integer, Optional<NodeAddress>> members() {
    SortedMap<Integer, Optional<NodeAddress>> members = new TreeMap<>();
    if (parts.context != null) {
      parts.context.members().forEach(id -> members.put(id, parts.context.address(id)));
    }
    return members;
  }

  /**
   * What has happened.
   *
   * @return monotonic counters by name
   */
  public SortedMap<String, Long> counters() {
    SortedMap<String, Long> all =
        parts.context == null ? new TreeMap<>() : parts.context.counters.snapshot();
    transport.counters().forEach((name, value) -> all.put("transport." + name, value));
    return all;
  }

  /**
   * How many frames were understood and taken.
   *
   * @return counted since the start
   */
  public long framesReceived() {
    return parts.context == null ? 0 : parts.context.counters.get(Counter.FRAMES_RECEIVED);
  }

  /**
   * How many tickets are open, as far as this node has applied.
   *
   * @param partition from 0
   * @return 0 before the node has its partitions
   */
  public int openTickets(int partition) {
    PartitionHost[] hosts = parts.hosts;
    return hosts == null ? 0 : hosts[partition].openTickets();
  }

  /**
   * How many proposals take room in the queues: unanswered ones, and those whose entries are not
   * applied here yet.
   *
   * @return at least 0
   */
  public int heldProposals() {
    return parts.context == null ? 0 : parts.context.admission.nodeEntries();
  }

  /**
   * The status of a partition.
   *
   * @param partition from 0
   * @return one consistent reading
   */
  public CompletableFuture<PartitionStatus> status(int partition) {
    PartitionHost host = parts.hosts[partition];
    CompletableFuture<PartitionStatus> future = new CompletableFuture<>();
    host.loop().execute(() -> {
      PartitionStatus status = host.status();
      parts.context.answers.execute(() -> future.complete(status));
    });
    return future;
  }

  /**
   * How much is asked of a partition.
   *
   * @param partition from 0
   * @return zeros unless the node runs
   */
  public PartitionLoad load(int partition) {
    PartitionHost[] current = parts.hosts;
    return current == null ? PartitionLoad.none(partition) : current[partition].load();
  }

  /**
   * Tells the values of all metrics but the storage's.
   *
   * @param listener takes them
   */
  public void readMetrics(MetricsListener listener) {
    metrics.read(listener);
  }

  /**
   * Asks every event loop how its partitions are.
   *
   * @return an answer for each loop, in their order, on the loops themselves: nothing slow may be
   *     chained to it. None before the node has started
   */
  public List<CompletableFuture<LoopReport>> askLoops() {
    return parts.pulses.stream().map(LoopPulse::ask).toList();
  }

  /**
   * The core of a partition, for checkers that run between the events of a simulation.
   *
   * @param partition from 0
   * @return empty until the cluster has formed
   */
  public Optional<GroupProbe> probe(int partition) {
    PartitionHost[] current = parts.hosts;
    return current == null ? Optional.empty() : Optional.of(current[partition].group());
  }

  /**
   * The index up to which the application has applied a partition, for checkers that run between
   * the events of a simulation.
   *
   * @param partition from 0
   * @return 0 before anything was applied
   */
  public long appliedIndex(int partition) {
    PartitionHost[] current = parts.hosts;
    return current == null ? 0 : current[partition].appliedIndex();
  }
}
