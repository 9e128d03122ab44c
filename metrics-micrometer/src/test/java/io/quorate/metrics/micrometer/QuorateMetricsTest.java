package io.quorate.metrics.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.Metric;
import io.quorate.MetricsListener;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of one node, on a log in memory and gRPC. */
@Timeout(60)
class QuorateMetricsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int PARTITIONS = 2;

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);

  @TempDir
  Path directory;

  private Raft raft;

  @BeforeEach
  void make() {
    raft = Raft.create(RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(1)
        .nodeName("observed")
        .port(0)
        .expectMembers(1)
        .initialPartitions(PARTITIONS)
        .dataDirectory(directory)
        .set("wal", "memory")
        .build());
  }

  @AfterEach
  void close() {
    raft.close();
  }

  private double gauge(String name, int partition) {
    return registry
        .get("quorate.partition." + name)
        .tag("node", "observed")
        .tag("partition", Integer.toString(partition))
        .gauge()
        .value();
  }

  private double counter(String name) {
    return registry
        .get("quorate." + name)
        .tag("node", "observed")
        .functionCounter()
        .count();
  }

  private List<String> partitionMeters() {
    return registry.getMeters().stream()
        .map(meter -> meter.getId().getName())
        .filter(name -> name.startsWith("quorate.partition."))
        .toList();
  }

  /** Reads any meter when what was read before is no longer fresh. */
  private void look() {
    clock.add(Duration.ofSeconds(1));
    counter("proposals.admitted");
  }

  @Test
  void everyMetricOfTheNodeIsAMeter() {
    raft.joinCluster(LONG);
    new QuorateMetrics(raft).bindTo(registry);
    SortedSet<String> expected = new TreeSet<>();
    raft.readMetrics(new MetricsListener() {
      @Override
      public void onNode(Metric metric, double value) {
        expected.add("quorate." + metric.name());
      }

      @Override
      public void onPartition(Metric metric, int partition, double value) {
        expected.add("quorate." + metric.name() + "/" + partition);
      }
    });
    assertThat(registry.getMeters())
        .extracting(QuorateMetricsTest::key)
        .hasSameElementsAs(expected);
    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getDescription())
        .doesNotContainNull();
  }

  private static String key(Meter meter) {
    String partition = meter.getId().getTag("partition");
    return meter.getId().getName() + (partition == null ? "" : "/" + partition);
  }

  @Test
  void valuesFollowTheNode() {
    raft.joinCluster(LONG);
    new QuorateMetrics(raft).bindTo(registry);
    assertThat(gauge("leading", 1)).isEqualTo(1);
    assertThat(counter("proposals.admitted")).isZero();
    assertThat(raft.partition(1).replicate("x", "y".getBytes(UTF_8), LONG).success())
        .isTrue();
    assertThat(counter("proposals.admitted")).as("still fresh").isZero();
    look();
    assertThat(counter("proposals.admitted")).isEqualTo(1);
    assertThat(gauge("commit.index", 1)).isEqualTo(2);
    assertThat(registry.get("quorate.wal.bytes").meter().getId().getBaseUnit()).isEqualTo("bytes");
  }

  @Test
  void partitionsShowWhenTheClusterHasFormed() {
    new QuorateMetrics(raft).bindTo(registry);
    assertThat(registry.get("quorate.node.running").gauge().value()).isZero();
    assertThat(partitionMeters()).isEmpty();
    raft.joinCluster(LONG);
    look();
    assertThat(partitionMeters()).isNotEmpty();
    assertThat(gauge("leading", 0)).isEqualTo(1);
    assertThat(gauge("leading", PARTITIONS)).isEqualTo(1);
    assertThat(registry.get("quorate.node.running").gauge().value()).isEqualTo(1);
  }

  @Test
  void moreTagsAreOnEveryMeter() {
    new QuorateMetrics(raft, List.of(Tag.of("zone", "north"))).bindTo(registry);
    assertThat(registry.getMeters())
        .isNotEmpty()
        .allMatch(meter -> "north".equals(meter.getId().getTag("zone")));
  }

  @Test
  void theCloseRemovesTheMetersAndASecondNodeCanTakeTheirPlace() {
    QuorateMetrics metrics = new QuorateMetrics(raft);
    metrics.bindTo(registry);
    int bound = registry.getMeters().size();
    metrics.bindTo(registry);
    assertThat(registry.getMeters()).hasSize(bound);
    raft.joinCluster(LONG);
    raft.close();
    look();
    assertThat(registry.get("quorate.node.running").gauge().value()).isZero();
    metrics.close();
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
    metrics.bindTo(registry);
    assertThat(registry.getMeters()).isEmpty();
    new QuorateMetrics(raft).bindTo(registry);
    assertThat(registry.getMeters()).isNotEmpty();
  }

  @Test
  void metersLiveAsLongAsTheRegistry() {
    new QuorateMetrics(raft).bindTo(registry);
    System.gc();
    look();
    assertThat(registry.get("quorate.node.running").gauge().value()).isNotNaN();
  }
}
