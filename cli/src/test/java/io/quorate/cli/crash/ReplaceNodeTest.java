package io.quorate.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.ReplacementResult;
import io.quorate.ReplacementResult.Status;
import io.quorate.cli.backends.NodeMake;
import io.quorate.cli.control.AppliedEntry;
import io.quorate.cli.control.ControlClient;
import io.quorate.sim.tck.transport.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A node loses its disk under load, and another takes its place: on RocksDB and gRPC, in processes.
 */
@Timeout(120)
class ReplaceNodeTest {
  private static final int LOST = 3;
  private static final int NEW = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Done, or the new node is still starting, or leadership of partition 0 moves. */
  private static final Set<Status> EXPECTED =
      EnumSet.of(Status.DONE, Status.NOT_HEARD, Status.NOT_LEADER, Status.TIMED_OUT);

  @Test
  void aNewNodeTakesThePlaceOfOneThatHasLostItsDiskAndNothingIsLost() throws Exception {
    try (Workspace workspace = new Workspace("quorate-replace-node-");
        LocalCluster cluster = workspace.cluster(new ClusterSettings(
            3,
            3,
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            NodeMake.usual().shortLived()))) {
      cluster.start();
      Ledger ledger = new Ledger(cluster.partitions());
      try (Load load =
          new Load(new Load.Plan(2, 4, 100, 10, cluster.partitions()), cluster, ledger)) {
        load.start();
        awaitProgress(cluster, ledger);

        cluster.kill(List.of(LOST));
        Path old = workspace.directory().resolve("old");
        Files.move(cluster.dataDirectory(LOST), old);
        cluster.restart(LOST);
        assertThatThrownBy(() -> cluster.awaitReady(LOST))
            .hasMessageContaining("QRT-406")
            .hasMessageContaining("a node id that was never used")
            .hasMessageContaining("replaceMember(" + LOST + ", that id)");

        cluster.startInPlaceOf(LOST, NEW);
        replace(cluster);
        SortedMap<Integer, Set<String>> acknowledged = acknowledged(cluster, ledger);
        cluster.awaitReady(NEW);
        Await.until(
            PATIENCE,
            () -> "node " + NEW + " has what was acknowledged when it had become a member",
            () -> hasApplied(cluster, acknowledged));

        int victim = leader(cluster) == NEW ? 1 : leader(cluster);
        cluster.kill(List.of(victim));
        awaitProgress(cluster, ledger); // by the other old member and the new one

        cluster.restart(victim);
        NodeProcess.deleteTree(cluster.dataDirectory(LOST));
        Files.move(old, cluster.dataDirectory(LOST));
        cluster.restartElsewhere(LOST);
        cluster.awaitReady(victim);
        assertThatThrownBy(() -> cluster.awaitReady(LOST))
            .hasMessageContaining("QRT-408")
            .hasMessageContaining("was replaced");
        awaitProgress(cluster, ledger);
        load.stop(PATIENCE);
      }
      Verification.Result result = new Audit(cluster, ledger).run(PATIENCE);
      assertThat(result.faults()).isEmpty();
      assertThat(result.acknowledged()).isGreaterThan(100);
    }
  }

  /** Asks whoever leads partition 0 until it is done, as an operator's script does. */
  private static void replace(LocalCluster cluster) {
    AtomicReference<String> last = new AtomicReference<>("none");
    Await.until(PATIENCE, () -> "node " + NEW + " is a member; the last answer: " + last, () -> {
      ReplacementResult result =
          answer(cluster.client(leader(cluster)).orElseThrow().replace(LOST, NEW));
      last.set(result.toString());
      assertThat(result.status()).as(last.get()).isIn(EXPECTED);
      return result.success();
    });
  }

  /** Who leads partition 0. */
  private static int leader(LocalCluster cluster) {
    AtomicInteger leader = new AtomicInteger();
    Await.until(PATIENCE, () -> "partition 0 is led by a node that runs", () -> {
      for (int id : cluster.ids()) {
        cluster
            .client(id)
            .map(node -> answer(node.status()).partitions().get(0))
            .filter(zero -> zero.role().equals("LEADER"))
            .ifPresent(zero -> leader.set(id));
      }
      return leader.get() > 0;
    });
    return leader.get();
  }

  private static SortedMap<Integer, Set<String>> acknowledged(LocalCluster cluster, Ledger ledger) {
    SortedMap<Integer, Set<String>> texts = new TreeMap<>();
    for (int partition : cluster.partitions()) {
      texts.put(
          partition,
          ledger.attempts(partition).stream()
              .filter(Attempt::acknowledged)
              .map(Attempt::text)
              .collect(Collectors.toSet()));
    }
    return texts;
  }

  private static boolean hasApplied(
      LocalCluster cluster, SortedMap<Integer, Set<String>> expected) {
    ControlClient node = cluster.client(NEW).orElseThrow();
    return expected.entrySet().stream()
        .allMatch(one -> answer(node.applied(one.getKey())).stream()
            .map(AppliedEntry::data)
            .collect(Collectors.toSet())
            .containsAll(one.getValue()));
  }

  private static <T> T answer(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Waits until every partition acknowledges a write that is sent from now on. */
  private static void awaitProgress(LocalCluster cluster, Ledger ledger) throws Exception {
    CompletableFuture.allOf(cluster.partitions().stream()
            .map(ledger::nextAcknowledgement)
            .toArray(CompletableFuture[]::new))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
