package io.quorate.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.Health;
import io.quorate.Metric;
import io.quorate.MetricsListener;
import io.quorate.NodeAddress;
import io.quorate.Partition;
import io.quorate.PartitionLoad;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReplicationResult;
import io.quorate.spi.Transport;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a node says of itself, in each state of its life and when parts of it hang. */
class ObservationTest extends OnRealThreads {
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    release.countDown();
  }

  /** Keeps what it is told. */
  private static final class Values implements MetricsListener {
    private final List<String> order = new ArrayList<>();
    private final SortedMap<String, Metric> metrics = new TreeMap<>();
    private final SortedMap<String, Double> values = new TreeMap<>();

    static Values of(Raft raft) {
      Values values = new Values();
      raft.readMetrics(values);
      return values;
    }

    @Override
    public void onNode(Metric metric, double value) {
      add(metric, metric.name(), value);
    }

    @Override
    public void onPartition(Metric metric, int partition, double value) {
      add(metric, metric.name() + "/" + partition, value);
    }

    private void add(Metric metric, String key, double value) {
      order.add(key);
      assertThat(values.put(key, value)).as("%s is told once", key).isNull();
      Metric before = metrics.put(metric.name(), metric);
      assertThat(before == null || before.equals(metric)).isTrue();
    }

    double get(String key) {
      return values.get(key);
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
      if (Thread.interrupted()) {
        throw new InterruptedException("it never came");
      }
    }
  }

  private void block() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Act {
    void run() throws Exception;
  }

  /** A backend one of whose methods begins with something else. */
  private static <T> T first(Class<T> type, T backend, String name, Act act) {
    return type.cast(Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
          if (method.getName().equals(name)) {
            act.run();
          }
          return method.invoke(backend, arguments);
        }));
  }

  private static RaftConfiguration.Builder impatient() {
    return RaftConfiguration.builder()
        .withoutAmbientSources()
        .timeouts(Duration.ofMillis(20), Duration.ofMillis(300))
        .set("call.timeout", "500ms");
  }

  private Raft alone(Wal wal) {
    NodeAddress address = new NodeAddress("node-1", 1);
    return opened(Raft.create(impatient()
        .nodeId(1)
        .nodeName("raft-test-1")
        .host("node-1")
        .port(1)
        .expectMembers(1)
        .initialPartitions(2)
        .wal(wal)
        .transport(network.transport(address))
        .discovery(TestBackends.discovery("node-1:1"))
        .build()));
  }

  // ---- health

  @Test
  void healthInEachStateOfANodesLife() {
    Raft raft = single();
    assertThat(raft.health())
        .isEqualTo(new Health(
            true, false, List.of("the node has not been asked to join yet: call joinCluster")));
    raft.joinCluster(LONG);
    assertThat(raft.health()).isEqualTo(new Health(true, true, List.of()));
    raft.close();
    assertThat(raft.health())
        .isEqualTo(
            new Health(false, false, List.of("the node has left the cluster or was closed")));
  }

  @Test
  void aNodeThatWaitsForOthersIsLiveAndSaysForWhat() {
    Raft lonely = create(1, 2, new TestBackends.MapWal());
    assertThatThrownBy(() -> lonely.joinCluster(Duration.ofMillis(50)));
    Health health = lonely.health();
    assertThat(health.live()).isTrue();
    assertThat(health.ready()).isFalse();
    assertThat(health.problems())
        .last()
        .asString()
        .startsWith("the node has not joined yet; missing: ");
  }

  @Test
  void aNodeWithoutALeaderIsNotReady() throws Exception {
    List<Raft> nodes = joined(2);
    nodes.get(1).close();
    Raft left = nodes.get(0);
    until(() -> left.partition(0).leader().isEmpty()
        && left.partition(1).leader().isEmpty()
        && left.partition(2).leader().isEmpty());
    Health health = left.health();
    assertThat(health.live()).isTrue();
    assertThat(health.ready()).isFalse();
    assertThat(health.problems()).contains("no leader is known of partitions [0, 1, 2]");
  }

  @Test
  void anApplicationThatRefusesAnEntryMakesTheNodeNotReady() throws Exception {
    Raft raft = single();
    CompletableFuture<Void> mended = new CompletableFuture<>();
    raft.onReplicationReceived((partition, log) -> {
      if (!mended.isDone()) {
        throw new IllegalStateException("the table is missing");
      }
    });
    raft.joinCluster(LONG);
    CompletableFuture<ReplicationResult> result = raft.partition(2).replicate("x", DATA);
    until(() -> !raft.health().ready());
    Health health = raft.health();
    assertThat(health.live()).isTrue();
    assertThat(health.problems())
        .singleElement()
        .asString()
        .contains("of partition 2 is refused by the application")
        .contains("the table is missing");
    until(() -> Values.of(raft).get("partition.apply.refused/2") == 1);
    mended.complete(null);
    assertThat(result.get(10, TimeUnit.SECONDS).success()).isTrue();
    until(() -> raft.health().ready());
  }

  @Test
  void anApplicationThatDoesNotReturnMakesTheNodeNotReady() throws Exception {
    Raft raft = alone(new TestBackends.MapWal());
    raft.onReplicationReceived((partition, log) -> block());
    raft.joinCluster(LONG);
    raft.partition(1).replicate("x", DATA);
    until(() -> !raft.health().ready());
    assertThat(raft.health().live()).isTrue();
    assertThat(raft.health().problems())
        .singleElement()
        .asString()
        .matches("the application has not finished with the entries up to \\d+ of partition 1"
            + " for \\d+ s");
    PartitionLoad load = raft.partition(1).load();
    assertThat(load.queuedProposals()).isEqualTo(1);
    assertThat(load.commitWaitMaxNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
    release.countDown();
    until(() -> raft.health().ready());
  }

  @Test
  void aDiskThatDoesNotReturnMakesTheNodeNotReady() throws Exception {
    CountDownLatch joined = new CountDownLatch(1);
    Raft raft = alone(first(Wal.class, new TestBackends.MapWal(), "append", () -> {
      if (joined.getCount() == 0) {
        block();
      }
    }));
    raft.joinCluster(LONG);
    joined.countDown();
    raft.partition(1).replicate("x", DATA);
    until(() -> raft.health().problems().stream()
        .anyMatch(problem -> problem.matches("the log has not finished a write for \\d+ s")));
    assertThat(raft.health().live()).isTrue();
    assertThat(raft.health().ready()).isFalse();
    release.countDown();
    until(() -> raft.health().ready());
  }

  @Test
  void afterAFailureTheNodeIsNotLiveAndSaysWhy() throws Exception {
    CompletableFuture<Void> full = new CompletableFuture<>();
    Raft raft = alone(first(Wal.class, new TestBackends.MapWal(), "append", () -> {
      if (full.isDone()) {
        throw new WalException(WalException.Kind.DISK_FULL, "no space is left");
      }
    }));
    raft.joinCluster(LONG);
    full.complete(null);
    raft.partition(1).replicate("x", DATA, LONG);
    until(() -> !raft.health().live());
    assertThat(raft.health().ready()).isFalse();
    assertThat(raft.health().problems())
        .anyMatch(problem -> problem.contains("no space is left"))
        .contains("the node has stopped: make a new one with Raft.create");
    assertThat(Values.of(raft).get("node.running")).isZero();
    assertThat(Values.of(raft).get("partition.leading/1")).isZero();
  }

  @Test
  void aLoopThatHangsEndsNoQuestionAndTheNodeIsNotLive() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CompletableFuture<Void> hang = new CompletableFuture<>();
    Transport good = network.transport(new NodeAddress("node-1", 1));
    Transport bad = first(Transport.class, good, "send", () -> {
      if (hang.isDone()) {
        hanging.countDown();
        block();
      }
    });
    String[] both = {"node-1:1", "node-2:1"};
    Raft raft = opened(Raft.create(impatient()
        .nodeId(1)
        .nodeName("raft-test-1")
        .host("node-1")
        .port(1)
        .expectMembers(2)
        .initialPartitions(2)
        .wal(new TestBackends.MapWal())
        .transport(bad)
        .discovery(TestBackends.discovery(both))
        .build()));
    Raft other = create(2, 2, new TestBackends.MapWal());
    CompletableFuture<Void> joining = inThread(() -> other.joinCluster(LONG));
    raft.joinCluster(LONG);
    joining.get(40, TimeUnit.SECONDS);
    Partition partition = raft.partition(1);

    hang.complete(null);
    assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 2; i++) {
      Thread.currentThread().interrupt();
      Health health = raft.health();
      assertThat(Thread.interrupted()).as("an interrupt is left to the caller").isTrue();
      assertThat(health.live()).isFalse();
      assertThat(health.ready()).isFalse();
      assertThat(health.problems())
          .anyMatch(problem -> problem.matches("event loop \\d has not answered within 2 s"));
    }
    assertThat(partition.load().partition()).isEqualTo(1);
    assertThat(Values.of(raft).get("node.running")).isEqualTo(1);
    release.countDown();
    until(() -> raft.health().live());
  }

  // ---- load

  @Test
  void theLoadOfAPartitionShowsWhatWasProposed() throws Exception {
    Raft raft = single();
    raft.joinCluster(LONG);
    Partition partition = raft.partition(1);
    assertThat(partition.load()).isEqualTo(PartitionLoad.none(1));
    for (int i = 0; i < 10; i++) {
      assertThat(partition.replicate("x", DATA, LONG).success()).isTrue();
    }
    until(() -> Values.of(raft).get("partition.commits/1") == 10);
    PartitionLoad load = partition.load();
    assertThat(load.partition()).isEqualTo(1);
    assertThat(load.proposalsPerSecond()).isPositive();
    assertThat(load.commitsPerSecond()).isPositive();
    assertThat(load.commitWaitMeanNanos()).isPositive();
    assertThat(load.commitWaitMaxNanos()).isGreaterThanOrEqualTo(load.commitWaitMeanNanos());
    until(() -> partition.load().queuedProposals() == 0);
    assertThat(partition.load().queuedBytes()).isZero();
    assertThat(raft.partition(2).load()).isEqualTo(PartitionLoad.none(2));
    raft.close();
    assertThat(partition.load()).isEqualTo(PartitionLoad.none(1));
  }

  // ---- metrics

  @Test
  void metricsAreNamedAlikeInTheWholeLifeOfANode() throws Exception {
    Raft raft = single();
    Values made = Values.of(raft);
    assertThat(made.values.values()).containsOnly(0.0);
    assertThat(made.order).noneMatch(name -> name.startsWith("partition."));
    raft.joinCluster(LONG);
    assertThat(raft.partition(1).replicate("x", DATA, LONG).success()).isTrue();
    until(() -> Values.of(raft).get("partition.commits/1") == 1);
    Values running = Values.of(raft);
    assertThat(running.order).containsAll(made.order).isEqualTo(Values.of(raft).order);
    assertThat(running.metrics.keySet())
        .allMatch(name -> name.matches("[a-z]+([.-][a-z]+)*"), "words and dots");
    assertThat(running.order.stream().filter(name -> name.endsWith("/2")).count())
        .isEqualTo(running.order.stream().filter(name -> name.endsWith("/1")).count());
    assertThat(running.get("node.running")).isEqualTo(1);
    assertThat(running.get("partition.leading/1")).isEqualTo(1);
    assertThat(running.get("partition.leader.known/1")).isEqualTo(1);
    assertThat(running.get("partition.term/1")).isEqualTo(1);
    assertThat(running.get("partition.last.index/1")).isEqualTo(2);
    until(() -> Values.of(raft).get("partition.applied.index/1") == 2);
    assertThat(running.get("proposals.admitted")).isEqualTo(1);
    assertThat(running.get("partition.commit.wait/1")).isPositive();
    raft.close();
    Values closed = Values.of(raft);
    assertThat(closed.order).isEqualTo(running.order);
    assertThat(closed.get("node.running")).isZero();
    assertThat(closed.get("partition.leading/1")).isZero();
    assertThat(closed.get("partition.commits/1")).as("counters stay").isEqualTo(1);
  }

  @Test
  void metricsThatCountAreThoseOfTheStatus() {
    Raft raft = single();
    raft.joinCluster(LONG);
    assertThat(Values.of(raft).metrics.keySet())
        .containsAll(raft.status().counters().keySet());
  }

  @Test
  void whatAListenerThrowsReachesTheCaller() {
    Raft raft = single();
    assertThatThrownBy(() -> raft.readMetrics(new MetricsListener() {
          @Override
          public void onNode(Metric metric, double value) {
            throw new IllegalStateException("enough");
          }

          @Override
          public void onPartition(Metric metric, int partition, double value) {}
        }))
        .hasMessage("enough");
  }
}
