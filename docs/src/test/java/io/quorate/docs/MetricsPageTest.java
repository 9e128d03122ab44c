package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.Metric;
import io.quorate.MetricsListener;
import io.quorate.Raft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/reference/metrics.md is what a node on RocksDB and gRPC tells. */
@Timeout(60)
class MetricsPageTest {
  private static final Path PAGE = Documents.ROOT.resolve("docs/reference/metrics.md");
  private static final String TRANSPORT = "transport.";

  @TempDir
  Path directory;

  private final Set<Metric> ofNode = new LinkedHashSet<>();
  private final Set<Metric> ofPartition = new LinkedHashSet<>();

  @Test
  void thePageIsWhatTheNodeTells() throws IOException {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.joinCluster();
      raft.readMetrics(new MetricsListener() {
        @Override
        public void onNode(Metric metric, double value) {
          assertThat(ofNode.add(metric)).as(metric.name()).isTrue();
        }

        @Override
        public void onPartition(Metric metric, int partition, double value) {
          ofPartition.add(metric);
        }
      });
    }
    Documents.assertGenerated(PAGE, page(), MetricsPageTest.class);
  }

  private String page() {
    String transport = ofNode.stream()
        .map(Metric::name)
        .filter(name -> name.startsWith(TRANSPORT))
        .map(name -> "`" + name + "`")
        .collect(Collectors.joining(",\n"));
    return """
        # Metrics

        <!-- Generated from what a node tells. MetricsPageTest compares it and says how to rewrite it. -->

        What `Raft.readMetrics` tells. A counter never goes down in a node's life. `quorate-metrics-micrometer`
        puts `quorate.` before the names; [how to observe a node](../how-to/observe.md) has more.

        ## Of the node

        | Name | Kind | Unit | |
        |---|---|---|---|
        %s
        A transport counts what it likes; `transport.` comes before its names, and `transport.sent.bytes` and the like are
        in bytes. That over gRPC:
        %s.

        ## Of each partition

        | Name | Kind | Unit | |
        |---|---|---|---|
        %s""".formatted(rows(ofNode), transport, rows(ofPartition));
  }

  private static String rows(Set<Metric> metrics) {
    return metrics.stream()
        .filter(metric -> !metric.name().startsWith(TRANSPORT))
        .map(metric -> "| `%s` | %s | %s | %s |\n"
            .formatted(
                metric.name(),
                metric.kind().name().toLowerCase(Locale.ROOT),
                metric.unit() == Metric.Unit.NONE
                    ? ""
                    : metric.unit().name().toLowerCase(Locale.ROOT),
                metric.description()))
        .collect(Collectors.joining());
  }
}
