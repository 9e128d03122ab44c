package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.ReplacementResult;
import io.quorate.bench.LoopbackPorts;
import io.quorate.sim.tck.transport.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listings of docs/how-to/replace-a-node.md, and what the page says, on RocksDB and gRPC. */
@Timeout(120)
class ReplaceANodePageTest {
  private static final Path PAGE = Documents.ROOT.resolve("docs/how-to/replace-a-node.md");
  private static final Pattern OUTCOME = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir
  Path directory;

  private final List<Raft> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Raft::close);
  }

  private static RaftConfiguration.Builder common() {
    return RaftConfiguration.builder()
        .withoutAmbientSources()
        .initialPartitions(2)
        .set("wal", "rocksdb")
        .set("transport", "grpc");
  }

  private Raft member(int id, int port, List<Integer> ports) {
    Raft raft = Raft.create(common()
        .nodeId(id)
        .port(port)
        .discoveryNodes(addresses(ports))
        .dataDirectory(directory.resolve("node-" + id))
        .build());
    open.add(raft);
    return raft;
  }

  private static String[] addresses(List<Integer> ports) {
    return ports.stream().map(port -> "localhost:" + port).toArray(String[]::new);
  }

  private Raft newNode(int port, List<Integer> ports) {
    RaftConfiguration.Builder common = common();
    Path empty = directory.resolve("node-4");
    String[] members = addresses(ports);
    // #region new-node
    RaftConfiguration configuration = common // as of all members
        .nodeId(4) // was never a member's
        .host("localhost")
        .port(port) // may be the lost node's
        .discoveryNodes(members) // of some that live
        .dataDirectory(empty)
        .set("cluster.join", "true") // forms nothing, waits to be made a member
        .build();
    // #endregion
    Raft raft = Raft.create(configuration);
    open.add(raft);
    return raft;
  }

  private static CompletableFuture<Void> join(Raft raft) {
    return CompletableFuture.runAsync(() -> raft.joinCluster(PATIENCE), task -> {
      Thread thread = new Thread(task, "join");
      thread.setDaemon(true);
      thread.start();
    });
  }

  // #region replace
  /** Has node 4 take the place of member 3, if this node leads partition 0. */
  static boolean replace(Raft raft) {
    if (!raft.partition(0).isLeader()) {
      return false; // raft.partition(0).leader() says who does
    }
    ReplacementResult result = raft.members().replaceMember(3, 4, Duration.ofMinutes(5));
    System.out.println(result.status() + ": " + result.explanation());
    return result.success(); // else, if result.status().retryable(), ask again
  }
  // #endregion

  /** What a call of joinCluster says that has ended too soon. */
  private static String missing(Raft raft) {
    try {
      raft.joinCluster(Duration.ofMillis(100));
      return "nothing";
    } catch (RaftException e) {
      assertThat(e).hasMessageStartingWith("QRT-401");
      return e.getMessage();
    }
  }

  private static void put(List<Raft> members, String what, String city) {
    Await.until(
        PATIENCE,
        () -> "a leader takes " + what,
        () -> members.stream()
            .filter(raft -> raft.partition(1).isLeader())
            .findFirst()
            .map(raft -> raft.partition(1).replicate(what, city.getBytes(UTF_8), TIMEOUT))
            .filter(result -> result.success())
            .isPresent());
  }

  @Test
  void aLostMemberIsReplaced() throws Exception {
    List<Integer> ports = LoopbackPorts.free(4);
    List<Raft> three = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      three.add(member(id, ports.get(id - 1), ports.subList(0, 3)));
    }
    three.stream().map(ReplaceANodePageTest::join).toList().forEach(CompletableFuture::join);
    put(three, "home", "Ulm");

    three.get(2).close();
    Path old = Files.move(directory.resolve("node-3"), directory.resolve("old"));
    List<Raft> two = three.subList(0, 2);
    assertThatThrownBy(() -> member(3, ports.get(2), ports.subList(0, 2)).joinCluster(PATIENCE))
        .hasMessageContaining("QRT-406")
        .hasMessageContaining("members().replaceMember(3, that id)");
    open.get(3).close();

    Raft added = newNode(ports.get(2), ports.subList(0, 2));
    Map<String, String> cities = new ConcurrentHashMap<>();
    added.useStateMachine((partition, entry) -> cities.put(entry.type(), entry.dataAsUtf8()));
    Await.until(
        PATIENCE,
        () -> "node 4 finds the cluster, and waits",
        () -> missing(added).contains("members().replaceMember(lost, 4)"));
    CompletableFuture<Void> joined = join(added);
    Await.until(
        PATIENCE,
        () -> "node 4 is a member",
        () -> two.stream().anyMatch(ReplaceANodePageTest::replace));
    joined.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Await.until( // it hears of the end a moment after the leader
        PATIENCE,
        () -> added.status().members().toString(),
        () -> added.status().members().keySet().equals(Set.of(1, 2, 4)));

    two.get(0).close();
    put(List.of(two.get(1), added), "work", "Bonn");
    Await.until(
        PATIENCE, cities::toString, () -> cities.equals(Map.of("home", "Ulm", "work", "Bonn")));

    replaceTree(old, directory.resolve("node-3"));
    assertThatThrownBy(() -> member(3, ports.get(3), ports.subList(1, 3)).joinCluster(PATIENCE))
        .hasMessageContaining("QRT-408")
        .hasMessageContaining("was replaced");
  }

  private static void replaceTree(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
    Files.move(source, target);
  }

  @Test
  void everyOutcomeIsExplained() {
    assertThat(OUTCOME.matcher(Documents.read(PAGE)).results().map(row -> row.group(1)))
        .containsExactlyInAnyOrder(
            Stream.of(ReplacementResult.Status.values()).map(Enum::name).toArray(String[]::new));
  }
}
