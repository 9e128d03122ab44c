package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.quorate.Metric;
import io.quorate.MetricsListener;
import io.quorate.NodeAddress;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.sim.tck.transport.Leftovers;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of one node, on a log in memory. */
@Timeout(120)
class StatusServerTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final NodeAddress ANY_PORT = new NodeAddress("127.0.0.1", 0);

  @TempDir
  Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private Raft raft;
  private StatusServer server;

  @BeforeEach
  void start() {
    raft = Raft.create(RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(7)
        .nodeName("shown")
        .port(0)
        .expectMembers(1)
        .initialPartitions(2)
        .dataDirectory(directory)
        .set("wal", "memory")
        .set("transport", "http")
        .build());
    server = StatusServer.start(raft, ANY_PORT);
  }

  @AfterEach
  void close() {
    server.close();
    raft.close();
  }

  private HttpResponse<String> ask(String method, String path) throws Exception {
    URI uri = URI.create("http://" + server.address() + path);
    return client.send(
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return ask("GET", path);
  }

  /** A reading may be a tenth of a second old; asks until there is a new one. */
  private HttpResponse<String> get(String path, int status) throws Exception {
    HttpResponse<String> response = get(path);
    long deadline = System.nanoTime() + LONG.toNanos();
    while (response.statusCode() != status && System.nanoTime() - deadline < 0) {
      response = get(path);
    }
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response;
  }

  @Test
  void probesFollowTheNode() throws Exception {
    assertThat(get("/live", 200).body()).startsWith("live\n");
    assertThat(get("/ready", 503).body()).startsWith("not ready\n").contains("call joinCluster");
    raft.joinCluster(LONG);
    HttpResponse<String> ready = get("/ready", 200);
    assertThat(ready.body()).isEqualTo("ready\n");
    assertThat(ready.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(ready.headers().firstValue("Cache-Control")).contains("no-store");
    raft.close();
    assertThat(get("/live", 503).body()).startsWith("not live\n").contains("closed");
  }

  @Test
  void theStatusIsJson() throws Exception {
    assertThat(JsonParser.parseString(get("/status").body())
            .getAsJsonObject()
            .get("state")
            .getAsString())
        .isEqualTo("CREATED");
    raft.joinCluster(LONG);
    raft.partition(1).replicate("x", new byte[10], LONG);
    JsonObject status = JsonParser.parseString(get("/status").body()).getAsJsonObject();
    while (!status.get("ready").getAsBoolean()) {
      status = JsonParser.parseString(get("/status").body()).getAsJsonObject();
    }
    assertThat(status.get("node").getAsInt()).isEqualTo(7);
    assertThat(status.get("name").getAsString()).isEqualTo("shown");
    assertThat(status.get("state").getAsString()).isEqualTo("RUNNING");
    assertThat(status.get("live").getAsBoolean()).isTrue();
    assertThat(status.get("clusterId").getAsString()).isNotEmpty();
    assertThat(status.getAsJsonObject("address").get("port").getAsInt()).isPositive();
    assertThat(status.getAsJsonArray("members")).hasSize(1);
    assertThat(status.getAsJsonArray("problems")).isEmpty();
    assertThat(status.getAsJsonObject("counters").size()).isPositive();
    assertThat(status.getAsJsonArray("partitions")).hasSize(3);
    JsonObject partition = status.getAsJsonArray("partitions").get(1).getAsJsonObject();
    assertThat(partition.get("partition").getAsInt()).isEqualTo(1);
    assertThat(partition.get("role").getAsString()).isEqualTo("LEADER");
    assertThat(partition.getAsJsonObject("leader").get("node").getAsInt()).isEqualTo(7);
    assertThat(partition.get("commit").getAsLong()).isPositive();
    assertThat(partition.getAsJsonArray("voters").get(0).getAsInt()).isEqualTo(7);
    assertThat(partition.has("problem")).isFalse();
    assertThat(get("/status").headers().firstValue("Content-Type")).contains("application/json");
  }

  @Test
  void theMetricsAreThoseOfTheNode() throws Exception {
    raft.joinCluster(LONG);
    raft.partition(1).replicate("x", new byte[10], LONG);
    List<String> expected = new ArrayList<>();
    raft.readMetrics(new MetricsListener() {
      @Override
      public void onNode(Metric metric, double value) {
        expected.add(PrometheusText.name(metric) + "{node=shown}");
      }

      @Override
      public void onPartition(Metric metric, int partition, double value) {
        expected.add(PrometheusText.name(metric) + "{node=shown, partition=" + partition + "}");
      }
    });
    HttpResponse<String> response = get("/metrics", 200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type ->
            assertThat(type.replace(" ", "")).isEqualTo("text/plain;version=0.0.4;charset=utf-8"));
    PrometheusLines lines = PrometheusLines.of(response.body());
    assertThat(lines.values).containsOnlyKeys(expected);
    assertThat(lines.values)
        .containsEntry("quorate_node_running{node=shown}", 1.0)
        .containsEntry("quorate_partition_leading{node=shown, partition=1}", 1.0)
        .containsEntry("quorate_proposals_admitted_total{node=shown}", 1.0);
    assertThat(lines.types).containsEntry("quorate_wal_bytes_total", "counter");
  }

  @Test
  void nothingCanBeDoneButRead() throws Exception {
    for (String path : List.of("/status", "/live", "/ready", "/metrics", "/")) {
      assertThat(get(path).statusCode()).isIn(200, 503);
      HttpResponse<String> head = ask("HEAD", path);
      assertThat(head.statusCode()).isIn(200, 503);
      assertThat(head.body()).isEmpty();
      for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")) {
        HttpResponse<String> refused = ask(method, path);
        assertThat(refused.statusCode()).as(method + " " + path).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
      }
    }
    for (String path :
        List.of("/x", "/status/x", "/quorate/v1/frames", "//status", "/favicon.ico")) {
      assertThat(get(path).statusCode()).as(path).isIn(400, 404);
    }
    assertThat(get("/status?x=y").statusCode()).isEqualTo(200);
  }

  @Test
  void manyWhoAskAndManyWhoSayNothingAreServed() throws Exception {
    raft.joinCluster(LONG);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket("127.0.0.1", server.address().port());
        silent.add(socket);
        socket.getOutputStream().write("GET /sta".getBytes(StandardCharsets.US_ASCII));
      }
      List<Thread> threads = new ArrayList<>();
      List<Integer> answers = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 10; i++) {
        Thread thread = new Thread(() -> {
          try {
            for (int n = 0; n < 20; n++) {
              answers.add(get("/status").statusCode());
            }
          } catch (Exception e) {
            answers.add(-1);
          }
        });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(answers).hasSize(200).containsOnly(200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aTakenPortIsAnErrorThatNamesIt() {
    NodeAddress taken = server.address();
    assertThatThrownBy(() -> StatusServer.start(raft, taken))
        .isInstanceOf(RaftException.class)
        .hasMessageStartingWith("QRT-202 The status server cannot listen on " + taken)
        .hasMessageContaining("choose another port (0 takes any free one)");
  }

  @Test
  void theCloseLeavesNothingAndTheNodeStays() throws Exception {
    raft.joinCluster(LONG);
    assertThat(get("/live").statusCode()).isEqualTo(200);
    server.close();
    server.close();
    assertThat(Leftovers.threadsNamed("quorate-shown-status-")).isEmpty();
    assertThat(raft.health().ready()).isTrue();
    try (StatusServer again = StatusServer.start(raft, server.address())) {
      assertThat(again.address()).isEqualTo(server.address());
      assertThat(get("/live").statusCode()).isEqualTo(200);
    }
  }
}
