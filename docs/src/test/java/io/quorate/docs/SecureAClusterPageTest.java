package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.bench.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listing of docs/how-to/secure-a-cluster.md, on RocksDB and gRPC. */
@Timeout(120)
class SecureAClusterPageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  Path directory;

  private RaftConfiguration configuration(int id, List<Integer> ports, String secret) {
    RaftConfiguration.Builder common = RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(id)
        .port(ports.get(id - 1))
        .initialPartitions(2)
        .discoveryNodes(ports.stream().map(port -> "localhost:" + port).toArray(String[]::new))
        .dataDirectory(directory.resolve("node-" + id))
        .set("wal", "rocksdb")
        .set("transport", "grpc");
    // #region secret
    RaftConfiguration configuration = common // as of all members
        .set("auth.secret", secret)
        .build();
    // #endregion
    return configuration;
  }

  @Test
  void membersWithTheSecretFormACluster() throws IOException {
    List<Integer> ports = LoopbackPorts.free(2);
    List<Raft> nodes = new ArrayList<>();
    try {
      List<CompletableFuture<Void>> joining = new ArrayList<>();
      for (int id = 1; id <= 2; id++) {
        RaftConfiguration configuration = configuration(id, ports, "a secret that both have");
        assertThat(configuration.explain()).contains("********").doesNotContain("both have");
        Raft raft = Raft.create(configuration);
        nodes.add(raft);
        joining.add(CompletableFuture.runAsync(() -> raft.joinCluster(PATIENCE)));
      }
      joining.forEach(CompletableFuture::join);
      assertThat(nodes).allSatisfy(raft -> assertThat(raft.status().problems()).isEmpty());
    } finally {
      nodes.forEach(Raft::close);
    }
  }
}
