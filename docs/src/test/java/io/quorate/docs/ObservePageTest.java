package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorate.Health;
import io.quorate.Metric;
import io.quorate.MetricsListener;
import io.quorate.NodeAddress;
import io.quorate.Partition;
import io.quorate.PartitionLoad;
import io.quorate.Raft;
import io.quorate.metrics.micrometer.QuorateMetrics;
import io.quorate.transport.http.StatusServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listings of docs/how-to/observe.md, on RocksDB and gRPC. */
@Timeout(60)
class ObservePageTest {
  @TempDir
  Path directory;

  @Test
  void aProbeIsAnswered() throws Exception {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      InetSocketAddress address = new InetSocketAddress("localhost", 0);
      // #region health
      HttpServer server = HttpServer.create(address, 0);
      server.createContext("/ready", exchange -> {
        Health health = raft.health();
        String text = health.ready() ? "ready" : String.join("\n", health.problems());
        exchange.sendResponseHeaders(health.ready() ? 200 : 503, 0);
        exchange.getResponseBody().write(text.getBytes(UTF_8));
        exchange.close();
      });
      server.start();
      // #endregion
      try {
        assertThat(ask(server).statusCode()).isEqualTo(503);
        assertThat(ask(server).body()).contains("call joinCluster");
        raft.joinCluster();
        assertThat(ask(server).statusCode()).isEqualTo(200);
        raft.leaveCluster();
        assertThat(ask(server).statusCode()).isEqualTo(503);
      } finally {
        server.stop(0);
      }
    }
  }

  private static HttpResponse<String> ask(HttpServer server)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/ready");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void theStatusIsShown() throws Exception {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      int port = 0;
      // #region status-server
      StatusServer server = StatusServer.start(raft, new NodeAddress("localhost", port));
      // #endregion
      try (server) {
        for (String path : List.of("/status", "/live", "/ready", "/metrics")) {
          URI uri = URI.create("http://" + server.address() + path);
          HttpResponse<String> answer = HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
          assertThat(answer.statusCode()).isEqualTo(path.equals("/ready") ? 503 : 200);
        }
      }
    }
  }

  @Test
  void loadAndMetricsAreRead() {
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      raft.joinCluster();
      Partition partition = raft.partition(1);
      assertThat(partition.replicate("x", new byte[1], Duration.ofSeconds(10)).success())
          .isTrue();

      // #region load
      PartitionLoad load = partition.load();
      if (load.commitWaitMaxNanos() > Duration.ofMillis(200).toNanos()) {
        System.out.printf(
            "%.0f proposals in a second, %d wait%n",
            load.proposalsPerSecond(), load.queuedProposals());
      }
      // #endregion
      assertThat(load.proposalsPerSecond()).isPositive();

      MeterRegistry registry = new SimpleMeterRegistry();
      // #region micrometer
      new QuorateMetrics(raft).bindTo(registry);
      // #endregion
      assertThat(registry
              .get("quorate.partition.leading")
              .tag("partition", "1")
              .gauge()
              .value())
          .isEqualTo(1);

      StringBuilder text = new StringBuilder();
      // #region listener
      raft.readMetrics(new MetricsListener() {
        @Override
        public void onNode(Metric metric, double value) {
          text.append(metric.name()).append(' ').append(value).append('\n');
        }

        @Override
        public void onPartition(Metric metric, int partition, double value) {
          text.append(metric.name())
              .append("{partition=" + partition + "} ")
              .append(value)
              .append('\n');
        }
      });
      // #endregion
      assertThat(text).contains("node.running 1.0\n", "partition.leading{partition=1} 1.0\n");
    }
  }
}
