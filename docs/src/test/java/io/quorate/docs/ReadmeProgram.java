package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.Partition;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReplicationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The listings of README. {@link ReadmeProgramTest} runs three of it. */
public final class ReadmeProgram {
  private ReadmeProgram() {}

  /**
   * One of three members.
   *
   * @param args none
   * @throws IOException if there is no standard input
   */
  public static void main(String[] args) throws IOException {
    // spotless:off
    // #region program
    RaftConfiguration configuration = RaftConfiguration.builder()
            .nodeName("node-1").nodeId(1)
            .host("localhost").port(8001)
            .initialPartitions(8)                                 // 0 is reserved; application data starts at 1
            .discoveryNodes("localhost:8002", "localhost:8003")   // any discovery may be configured instead
            .dataDirectory(Path.of("data/node-1"))
            .build();

    try (Raft raft = Raft.create(configuration)) {
        // #region core
        raft.onReplicationReceived((partition, log) ->
                System.out.printf("%d: %d %s %s%n", partition, log.index(), log.type(), log.dataAsUtf8()));

        raft.joinCluster(Duration.ofSeconds(30));                 // form or restore, elect, ready

        Partition partition = raft.partition(1);
        if (partition.amILeader(Duration.ofSeconds(10))) {
            ReplicationResult result = partition.replicate(
                    "Greeting", "Hello from Quorate".getBytes(UTF_8), Duration.ofSeconds(10));
            System.out.println(result.success()
                    ? "Committed log #" + result.logIndex()
                    : "Replication failed: " + result.status());
        }
        // #endregion
        System.in.read();                                         // others still need this node
        raft.leaveCluster();                                      // stops timers, loops, transport, WAL
    }
    // #endregion
    // spotless:on
  }
}
