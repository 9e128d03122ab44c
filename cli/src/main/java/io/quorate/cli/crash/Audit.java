package io.quorate.cli.crash;

import io.quorate.cli.control.AppliedEntry;
import io.quorate.cli.control.ControlClient;
import io.quorate.cli.control.NodeView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings a cluster to rest after a load, and compares what its nodes have with what its clients
 * were told.
 */
public final class Audit {
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 20;

  private final LocalCluster cluster;
  private final List<Integer> nodes;
  private final Ledger ledger;

  /**
   * Makes an audit of all nodes.
   *
   * @param cluster all of whose nodes run, without a load
   * @param ledger what the clients were told
   */
  public Audit(LocalCluster cluster, Ledger ledger) {
    this(cluster, cluster.ids(), ledger);
  }

  /**
   * Makes an audit.
   *
   * @param cluster the cluster, without a load
   * @param nodes those that are compared, which run
   * @param ledger what the clients were told
   */
  public Audit(LocalCluster cluster, List<Integer> nodes, Ledger ledger) {
    this.cluster = cluster;
    this.nodes = List.copyOf(nodes);
    this.ledger = ledger;
  }

  /**
   * Waits until all nodes have the same log and have applied all of it, then compares.
   *
   * @param timeout how long the nodes may take to become alike
   * @return the result
   * @throws IOException if the nodes do not become alike in time, or one cannot be read
   * @throws InterruptedException if the thread was interrupted
   */
  public Verification.Result run(Duration timeout) throws IOException, InterruptedException {
    awaitRest(timeout);
    Verification verification = new Verification();
    verification.found(ledger.faults());
    for (int partition : cluster.partitions()) {
      SortedMap<Integer, List<AppliedEntry>> applied = new TreeMap<>();
      for (int node : nodes) {
        applied.put(node, fetch(node, partition));
      }
      verification.check(partition, ledger, applied);
    }
    return verification.result();
  }

  private List<AppliedEntry> fetch(int node, int partition)
      throws IOException, InterruptedException {
    ControlClient client = cluster
        .client(node)
        .orElseThrow(() -> new IOException("node-" + node + " ended before it was compared"));
    try {
      return client.applied(partition).get(FETCH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("node-" + node + " does not tell what it has applied", e);
    }
  }

  private void awaitRest(Duration timeout) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Optional<String> unrest = unrest(); unrest.isPresent(); unrest = unrest()) {
      if (deadline - System.nanoTime() < 0) {
        throw new IOException("the nodes are not alike " + timeout.toSeconds()
            + " s after the last write: " + unrest.get());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /**
   * What keeps the nodes from being alike. An entry that nobody has committed may still be, so it
   * counts as unrest.
   */
  private Optional<String> unrest() throws InterruptedException {
    SortedMap<Integer, NodeView> views = cluster.statuses();
    for (int partition : cluster.partitions()) {
      Optional<Long> last = Optional.empty();
      for (int node : nodes) {
        NodeView.PartitionView view = Optional.ofNullable(views.get(node))
            .map(v -> v.partitions().get(partition))
            .orElse(null);
        if (view == null) {
          return Optional.of("node-" + node + " tells no status of partition " + partition);
        }
        if (view.applied() != view.last()
            || view.commit() != view.last()
            || last.orElse(view.last()) != view.last()) {
          return Optional.of("node-" + node + " is at " + view
              + last.map(l -> ", another at " + l).orElse(""));
        }
        last = Optional.of(view.last());
      }
    }
    return Optional.empty();
  }
}
