package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.Partition;
import io.quorate.Raft;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReadStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listings of docs/how-to/read.md, on RocksDB and gRPC. */
@Timeout(60)
class ReadPageTest {
  @TempDir
  Path directory;

  @Test
  void aMapIsRead() {
    Duration timeout = Duration.ofSeconds(10);
    try (Raft raft = Raft.create(OneNode.in(directory))) {
      // #region map
      Map<String, String> cities = new TreeMap<>();
      raft.useStateMachine((partition, entry) -> cities.put(entry.type(), entry.dataAsUtf8()));
      // #endregion
      raft.joinCluster();
      Partition partition = raft.partition(1);
      assertThat(partition.replicate("home", "Ulm".getBytes(UTF_8), timeout).success())
          .isTrue();

      // #region linearizable
      ReadResult<String> home = partition.read(
          ReadConsistency.linearizable(), () -> cities.get("home"), Duration.ofSeconds(10));
      System.out.println(
          home.success() ? "at home in " + home.orElseThrow() : "not read: " + home.status());
      // #endregion
      assertThat(home.orElseThrow()).isEqualTo("Ulm");

      // #region stale
      ReadConsistency recent = ReadConsistency.staleWithin(Duration.ofMillis(500));
      partition.read(recent, () -> Map.copyOf(cities)).thenAccept(result -> {
        if (result instanceof ReadResult.Served<Map<String, String>> served) {
          System.out.println(served.value().size() + " cities at log #" + served.index());
        }
      });
      // #endregion
      assertThat(partition.read(recent, cities::size, timeout).orElseThrow()).isEqualTo(1);
      assertThat(raft.partition(0).read(() -> 1).join().status())
          .isEqualTo(ReadStatus.SYSTEM_PARTITION);
    }
  }
}
