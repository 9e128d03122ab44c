package io.quorate.bench;

import io.quorate.Partition;
import io.quorate.ReadConsistency;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What is measured. */
enum Operation {
  /** A write at the leader. */
  WRITE {
    @Override
    CompletableFuture<String> begin(BenchCluster cluster, int partition, int payload) {
      // A fresh array each time: ownership passes with the call.
      return cluster
          .led()
          .get(partition)
          .replicate("bench", new byte[payload])
          .thenApply(result -> result.success() ? "" : result.toString());
    }
  },
  /** A linearizable read at the leader. */
  READ {
    @Override
    CompletableFuture<String> begin(BenchCluster cluster, int partition, int payload) {
      return read(cluster.led().get(partition), ReadConsistency.linearizable());
    }
  },
  /** A linearizable read at a node that does not lead. */
  FOLLOWER_READ {
    @Override
    CompletableFuture<String> begin(BenchCluster cluster, int partition, int payload) {
      return read(cluster.followed().get(partition), ReadConsistency.linearizable());
    }
  },
  /** A read at a node that does not lead, stale by at most 50 ms. */
  STALE_READ {
    @Override
    CompletableFuture<String> begin(BenchCluster cluster, int partition, int payload) {
      return read(
          cluster.followed().get(partition), ReadConsistency.staleWithin(Duration.ofMillis(50)));
    }
  };

  /** Begins one; ends with what went wrong, or nothing. */
  abstract CompletableFuture<String> begin(BenchCluster cluster, int partition, int payload);

  private static CompletableFuture<String> read(Partition partition, ReadConsistency consistency) {
    return partition
        .read(consistency, () -> 0)
        .thenApply(result -> result.success() ? "" : result.toString());
  }
}
