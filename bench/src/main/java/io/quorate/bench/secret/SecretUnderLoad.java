package io.quorate.bench.secret;

import io.quorate.NodeAddress;
import io.quorate.Partition;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.bench.ClosedLoop;
import io.quorate.bench.LoopbackPorts;
import io.quorate.bench.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A cluster changes its secret, node by node, while a client writes without a pause; then somebody
 * without the secret floods it with forged frames.
 */
@Command(
    name = "secret-under-load",
    description = "What clients notice when a secret is changed, and when frames are forged.",
    mixinStandardHelpOptions = true)
public final class SecretUnderLoad implements Callable<Integer> {
  private static final int NODES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OLD = "the secret of yesterday";
  private static final String NEW = "the secret of tomorrow";

  private final List<Raft> nodes = new CopyOnWriteArrayList<>();
  private Path directory;
  private List<Integer> ports;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "How long the flood lasts (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rate",
      defaultValue = "20000",
      description = "Forged frames per second (default: ${DEFAULT-VALUE}).")
  private long rate;

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SecretUnderLoad()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    directory = Files.createTempDirectory("quorate-secret-");
    ports = LoopbackPorts.free(NODES);
    try {
      for (int id = 1; id <= NODES; id++) {
        nodes.add(node(id, List.of(OLD)));
      }
      join(nodes);
      try (Writer writer = new Writer(this::leading)) {
        writer.start();
        TimeUnit.SECONDS.sleep(10); // the compilers have their turn
        tell("nothing happens", writer.during(() -> TimeUnit.SECONDS.sleep(seconds)));
        restart("restarts, the secret as it was", List.of(OLD), writer);
        restart("round 1, all learn the new one", List.of(OLD, NEW), writer);
        restart("round 2, all seal with the new one", List.of(NEW, OLD), writer);
        restart("round 3, all forget the old one", List.of(NEW), writer);
        tell("nothing happens", writer.during(() -> TimeUnit.SECONDS.sleep(seconds)));
        flood(writer);
        tell("nothing happens", writer.during(() -> TimeUnit.SECONDS.sleep(seconds)));
      }
      return 0;
    } finally {
      nodes.forEach(Raft::close);
      ClosedLoop.deleteTree(directory);
    }
  }

  private Raft node(int id, List<String> secrets) {
    RaftConfiguration.Builder builder = RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(id)
        .port(ports.get(id - 1))
        .discoveryNodes(ports.stream().map(port -> "localhost:" + port).toArray(String[]::new))
        .initialPartitions(1)
        .dataDirectory(directory.resolve("node-" + id))
        .set("wal", "rocksdb")
        .set("transport", "grpc")
        .set("discovery", "static")
        .set("auth.secret", secrets.get(0));
    if (secrets.size() > 1) {
      builder.set("auth.other-secret", secrets.get(1));
    }
    Raft node = Raft.create(builder.build());
    node.useStateMachine((partition, entry) -> null); // what is written is of no interest
    return node;
  }

  private static void join(List<Raft> joining) {
    CompletableFuture.allOf(joining.stream()
            .map(node -> CompletableFuture.runAsync(
                () -> node.joinCluster(PATIENCE), task -> new Thread(task, "join").start()))
            .toArray(CompletableFuture[]::new))
        .join();
  }

  /** One node after the other leaves in good order and comes back with these secrets. */
  private void restart(String what, List<String> secrets, Writer writer) throws Exception {
    tell(what, writer.during(() -> {
      for (int id = 1; id <= NODES; id++) {
        nodes.get(id - 1).leaveCluster();
        Raft again = node(id, secrets);
        nodes.set(id - 1, again);
        join(List.of(again));
      }
    }));
  }

  private void flood(Writer writer) throws Exception {
    List<NodeAddress> addresses = new ArrayList<>();
    for (int port : ports) {
      addresses.add(new NodeAddress("localhost", port));
    }
    long term = term();
    long refused = refused();
    try (Forger forger = new Forger(addresses, NEW, rate)) {
      forger.start();
      tell("forged frames", writer.during(() -> TimeUnit.SECONDS.sleep(seconds)));
      System.out.printf(
          Locale.ROOT,
          "  %,d forged frames were sent, %,d refused; the term was %d and is %d; %s%n",
          forger.sent(),
          refused() - refused,
          term,
          term(),
          nodes.get(0).status().problems());
    }
  }

  private long term() {
    return nodes.stream()
        .map(node -> node.partition(1))
        .mapToLong(partition -> partition.status().term())
        .max()
        .orElseThrow();
  }

  private long refused() {
    return nodes.stream()
        .mapToLong(node -> node.status().counters().get("frames.unauthentic"))
        .sum();
  }

  private Optional<Partition> leading() {
    for (Raft node : nodes) {
      try {
        Partition partition = node.partition(1);
        if (partition.isLeader()) {
          return Optional.of(partition);
        }
      } catch (RaftException e) {
        // It has just been closed, or has not joined yet.
        continue;
      }
    }
    return Optional.empty();
  }

  private static void tell(String what, Writer.Seen seen) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%-36s %6.0f writes/s, none for %4.0f ms at most; told otherwise: %s; %d MB in use%n",
        what,
        seen.acknowledged() / seen.seconds(),
        seen.longestGapNanos() / 1e6,
        seen.others(),
        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }
}
