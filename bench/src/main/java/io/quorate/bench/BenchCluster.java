package io.quorate.bench;

import io.quorate.Leader;
import io.quorate.Partition;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.config.QuorateKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;

/** Three nodes in one process, through the public API, as an application would set them up. */
final class BenchCluster implements AutoCloseable {
  static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<Raft> nodes;
  private final List<Partition> led = new ArrayList<>();
  private final List<Partition> followed = new ArrayList<>();

  /** Which node leads which partition. */
  enum Leaders {
    /** Node 1 leads all. */
    ONE,
    /** Partition p is led by node p modulo the number of nodes. */
    SPREAD
  }

  private BenchCluster(List<Raft> nodes) {
    this.nodes = nodes;
  }

  static BenchCluster start(Path directory, int partitions, Leaders leaders, boolean leases)
      throws IOException, InterruptedException {
    List<Integer> ports = LoopbackPorts.free(NODES);
    String[] addresses = ports.stream().map(port -> "localhost:" + port).toArray(String[]::new);
    BenchCluster cluster = new BenchCluster(new ArrayList<>());
    try {
      for (int id = 1; id <= NODES; id++) {
        Raft node = Raft.create(RaftConfiguration.builder()
            .withoutAmbientSources()
            .nodeId(id)
            .port(ports.get(id - 1))
            .discoveryNodes(addresses)
            .initialPartitions(partitions)
            .dataDirectory(directory.resolve("node-" + id))
            .set("wal", "rocksdb")
            .set("transport", "grpc")
            .set("discovery", "static")
            .set(QuorateKeys.READ_LEASE, leases)
            .build());
        cluster.nodes.add(node);
        AtomicLongArray counters = new AtomicLongArray(partitions + 1);
        node.useStateMachine((partition, entry) -> counters.incrementAndGet(partition));
      }
      cluster.join();
      for (int partition = 1; partition <= partitions; partition++) {
        cluster.lead(partition, leaders == Leaders.ONE ? 1 : 1 + partition % NODES);
      }
      return cluster;
    } catch (RuntimeException | IOException | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  /** All at once: a node has joined when the others have, too. */
  private void join() {
    List<CompletableFuture<Void>> joins = new ArrayList<>();
    for (Raft node : nodes) {
      joins.add(CompletableFuture.runAsync(
          () -> node.joinCluster(PATIENCE), task -> new Thread(task, "join").start()));
    }
    try {
      CompletableFuture.allOf(joins.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void lead(int partition, int target) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Partition wanted = nodes.get(target - 1).partition(partition);
    while (!wanted.isLeader()) {
      if (deadline - System.nanoTime() < 0) {
        throw new IOException(
            "node-" + target + " does not become the leader of partition " + partition);
      }
      Optional<Leader> leader = wanted.waitForLeader(Duration.ofSeconds(1));
      if (leader.isPresent() && leader.get().nodeId() != target) {
        try {
          nodes
              .get(leader.get().nodeId() - 1)
              .partition(partition)
              .transferLeadership(target)
              .get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
          throw new IOException(
              "partition " + partition + " could not be handed to node-" + target, e);
        }
      }
    }
    led.add(wanted);
    followed.add(nodes.get(target % NODES).partition(partition));
  }

  /** Each partition, on the node that leads it. */
  List<Partition> led() {
    return led;
  }

  /** Each partition, on a node that does not lead it. */
  List<Partition> followed() {
    return followed;
  }

  /** A partition on all nodes, by node. */
  List<Partition> handles(int partition) {
    return nodes.stream().map(node -> node.partition(partition)).toList();
  }

  /** A counter's sum over all nodes. */
  long sum(String counter) {
    return nodes.stream()
        .mapToLong(node -> node.status().counters().getOrDefault(counter, 0L))
        .sum();
  }

  @Override
  public void close() {
    nodes.forEach(Raft::close);
  }
}
