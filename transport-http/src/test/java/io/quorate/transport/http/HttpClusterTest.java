package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.NodeAddress;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReplicationResult;
import io.quorate.spi.Discovery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that speak HTTP with each other. */
@Timeout(180)
class HttpClusterTest {
  private static final Duration LONG = Duration.ofSeconds(120);

  @TempDir
  Path directory;

  private final List<Raft> nodes = new CopyOnWriteArrayList<>();

  /** Knows each node's port once that has one. */
  private final class Started implements Discovery {
    @Override
    public SortedSet<NodeAddress> resolve() {
      SortedSet<NodeAddress> addresses = new TreeSet<>();
      nodes.forEach(node -> node.status().address().ifPresent(addresses::add));
      return addresses;
    }

    @Override
    public void close() {}
  }

  @Test
  void aClusterFormsAndCommits() throws Exception {
    try {
      for (int id = 1; id <= 3; id++) {
        nodes.add(Raft.create(RaftConfiguration.builder()
            .withoutAmbientSources()
            .nodeId(id)
            .nodeName("member" + id)
            .host("127.0.0.1")
            .port(0)
            .expectMembers(3)
            .initialPartitions(2)
            .dataDirectory(directory.resolve("node" + id))
            .discovery(new Started())
            .set("wal", "memory")
            .set("transport", "http")
            .build()));
      }
      List<CompletableFuture<Void>> joined = new ArrayList<>();
      for (Raft node : nodes) {
        joined.add(CompletableFuture.runAsync(
            () -> node.joinCluster(LONG), task -> new Thread(task).start()));
      }
      for (CompletableFuture<Void> join : joined) {
        join.get(LONG.toSeconds(), TimeUnit.SECONDS);
      }
      byte[] data = "over http".getBytes(StandardCharsets.UTF_8);
      ReplicationResult result = null;
      long deadline = System.nanoTime() + LONG.toNanos();
      do {
        for (Raft node : nodes) {
          result = node.partition(1).replicate("x", data, Duration.ofSeconds(10));
          if (result.success()) {
            break;
          }
        }
      } while (!result.success() && System.nanoTime() - deadline < 0);
      assertThat(result.success()).as(result.toString()).isTrue();
      assertThat(nodes.get(0).status().counters())
          .hasEntrySatisfying("transport.sent.frames", sent -> assertThat(sent).isPositive());
    } finally {
      nodes.forEach(Raft::close);
    }
  }
}
