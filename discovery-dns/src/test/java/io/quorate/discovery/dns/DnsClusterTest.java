package io.quorate.discovery.dns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReplicationResult;
import io.quorate.sim.tck.transport.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three real nodes that know of each other only what SRV records say, on RocksDB and gRPC. Each
 * takes a free port, which is put into the records afterwards, as an orchestrator would do it.
 */
@Timeout(180)
class DnsClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir
  Path directory;

  private final List<Raft> open = new ArrayList<>();
  private final Map<String, String> applied = new ConcurrentHashMap<>();
  private TestDnsServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestDnsServer.start();
  }

  @AfterEach
  void stop() throws IOException {
    closeAll();
    server.close();
  }

  private void closeAll() {
    open.forEach(Raft::close);
    open.clear();
  }

  private Raft node(int id) {
    Raft raft = Raft.create(RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(id)
        .host("localhost")
        .port(0)
        .expectMembers(3)
        .initialPartitions(1)
        .dataDirectory(directory.resolve("node-" + id))
        .set("wal", "rocksdb")
        .set("discovery.dns.services", "_raft._tcp.example")
        .set("discovery.dns.servers", server.hostAndPort())
        .set("discovery.dns.refresh", "1s")
        .build());
    open.add(raft);
    raft.useStateMachine(
        (partition, entry) -> applied.put(id + " " + entry.type(), entry.dataAsUtf8()));
    return raft;
  }

  private List<CompletableFuture<Void>> joinAll() {
    for (int id = 1; id <= 3; id++) {
      node(id);
    }
    return open.stream()
        .map(raft -> CompletableFuture.runAsync(() -> raft.joinCluster(PATIENCE), task -> {
          Thread thread = new Thread(task, "join");
          thread.setDaemon(true);
          thread.start();
        }))
        .toList();
  }

  private List<NodeAddress> addresses() {
    Await.until(
        PATIENCE,
        () -> "all nodes listen",
        () -> open.stream().allMatch(raft -> raft.status().address().isPresent()));
    return open.stream().map(raft -> raft.status().address().orElseThrow()).toList();
  }

  /** Each node finds itself there, too. */
  private void publish(List<NodeAddress> addresses) {
    server.use(Zone.of(addresses.stream()
        .map(address -> "_raft._tcp.example. 1 IN SRV 0 0 " + address.port() + " localhost.")
        .toArray(String[]::new)));
  }

  private static void await(List<CompletableFuture<Void>> joins) throws Exception {
    for (CompletableFuture<Void> join : joins) {
      join.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void put(String key, String value) {
    Await.until(
        PATIENCE,
        () -> "a leader takes " + key,
        () -> open.stream()
            .filter(raft -> raft.partition(1).isLeader())
            .findFirst()
            .map(raft -> raft.partition(1).replicate(key, value.getBytes(UTF_8), TIMEOUT))
            .filter(ReplicationResult::success)
            .isPresent());
  }

  private void assertEveryNodeHas(String key, String value) {
    for (int id = 1; id <= 3; id++) {
      String here = id + " " + key;
      Await.until(PATIENCE, () -> applied + " has " + here, () -> value.equals(applied.get(here)));
    }
  }

  @Test
  void aClusterFormsFromRecordsAloneAndFollowsThemWhenAllHaveMoved() throws Exception {
    server.use(Zone.of("example. 1 IN A 10.0.0.9")); // nobody is there yet
    List<CompletableFuture<Void>> joins = joinAll();
    List<NodeAddress> first = addresses();
    Await.until(PATIENCE, () -> "all have asked", () -> server.heard().size() >= 3);
    publish(first);
    await(joins);
    put("home", "Ulm");
    assertEveryNodeHas("home", "Ulm");
    closeAll();
    applied.clear();

    // Where members were is on disk, but nobody is there any more: only the records can tell.
    joins = joinAll();
    List<NodeAddress> second = addresses();
    assertThat(second).doesNotContainAnyElementsOf(first);
    publish(second);
    await(joins);
    put("work", "Bonn");
    assertEveryNodeHas("work", "Bonn");
    assertEveryNodeHas("home", "Ulm");
  }

  @Test
  void aMemberThatHasMovedComesBack() throws Exception {
    List<CompletableFuture<Void>> joins = joinAll();
    publish(addresses());
    await(joins);
    put("home", "Ulm");
    assertEveryNodeHas("home", "Ulm");

    open.remove(2).close();
    applied.clear();
    Raft moved = node(3);
    CompletableFuture<Void> join = CompletableFuture.runAsync(() -> moved.joinCluster(PATIENCE));
    List<NodeAddress> now = addresses();
    publish(now);
    join.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    put("work", "Bonn");
    Await.until(PATIENCE, applied::toString, () -> "Bonn".equals(applied.get("3 work")));
    NodeAddress there = now.get(2);
    Await.until(
        PATIENCE,
        () -> "the others know where node 3 is: " + open.get(0).status().members(),
        () -> open.stream()
            .allMatch(raft -> there.equals(raft.status().members().get(3).orElse(null))));
  }
}
