package io.quorate.cli.crash;

import io.quorate.bench.LoopbackPorts;
import io.quorate.cli.control.ControlClient;
import io.quorate.cli.control.NodeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Several nodes on this machine, each in a process of its own. Nodes can be killed and started
 * again on the same data, and new ones started in the place of lost ones. A node leaves by itself
 * when this process ends, because its input ends then.
 */
public final class LocalCluster implements Load.Members, AutoCloseable {
  private static final int MAX_STARTS = 5;
  /** On a starved machine a process has been seen to need half a minute to its first log line. */
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);

  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(5);

  private final Path directory;
  private final ClusterSettings settings;
  private final SortedMap<Integer, NodeProcess> running = new ConcurrentSkipListMap<>();

  /** Also those of nodes that count no more. */
  private final SortedMap<Integer, Integer> ports = new ConcurrentSkipListMap<>();

  private volatile List<Integer> ids;

  /** How the nodes find each other; from the start on. */
  private LoopbackNames names;

  /**
   * Makes a cluster; nothing runs yet.
   *
   * @param directory where everything is kept
   * @param settings how
   */
  public LocalCluster(Path directory, ClusterSettings settings) {
    this.directory = directory;
    this.settings = settings;
    this.ids = IntStream.rangeClosed(1, settings.nodes()).boxed().toList();
  }

  /**
   * Starts all nodes and waits until each has joined.
   *
   * @throws IOException if that fails; the message says why
   * @throws InterruptedException if the thread was interrupted
   */
  public void start() throws IOException, InterruptedException {
    names = new LoopbackNames(settings.make().backends().discovery());
    for (int attempt = 1; ; attempt++) {
      List<Integer> free = LoopbackPorts.free(settings.nodes());
      for (int id : ids()) {
        ports.put(id, free.get(id - 1));
      }
      for (int id : ids()) {
        launch(id, settings.prefixes().getOrDefault(id, List.of()));
      }
      try {
        for (NodeProcess node : running.values()) {
          node.awaitReady(READY_TIMEOUT);
        }
        return;
      } catch (IOException e) {
        boolean portTaken = running.values().stream().anyMatch(NodeProcess::portTaken);
        kill(ids());
        if (!portTaken || attempt == MAX_STARTS) {
          throw e;
        }
        // Somebody was faster. The addresses are part of the cluster that may have formed: begin
        // anew.
        for (int id : ids()) {
          NodeProcess.deleteTree(nodeDirectory(id));
          NodeProcess.deleteTree(dataDirectory(id));
        }
      }
    }
  }

  private void launch(int id, List<String> prefix, String... more) throws IOException {
    Path own = nodeDirectory(id);
    Files.createDirectories(own);
    names.nodes(ids().stream().map(this::port).toList());
    long electionMillis = settings.electionTimeout().toMillis();
    SortedMap<String, String> values = new TreeMap<>(names.settings());
    values.put("raft.election-timeout", electionMillis + "ms");
    values.put("raft.heartbeat", Math.max(1, electionMillis / 10) + "ms");
    values.put("call.timeout", settings.callTimeout().toMillis() + "ms");
    values.putAll(settings.make().classPath().names());
    values.putAll(settings.make().settings());
    List<String> options = new ArrayList<>(List.of(
        "--port",
        String.valueOf(port(id)),
        "--partitions",
        String.valueOf(settings.partitions()),
        "--data",
        dataDirectory(id).toString()));
    values.forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
    options.addAll(settings.options().getOrDefault(id, List.of()));
    options.addAll(List.of(more));
    running.put(id, NodeProcess.start(id, own, prefix, settings.make(), options));
  }

  private Path nodeDirectory(int id) {
    return directory.resolve("node-" + id);
  }

  /** Where a node's data is, or will be. */
  Path dataDirectory(int id) {
    return settings.dataDirectories().getOrDefault(id, nodeDirectory(id).resolve("data"));
  }

  @Override
  public List<Integer> ids() {
    return ids;
  }

  /**
   * The ids of all application partitions.
   *
   * @return from 1
   */
  public List<Integer> partitions() {
    return IntStream.rangeClosed(1, settings.partitions()).boxed().toList();
  }

  /**
   * The port of a node.
   *
   * @param id its id
   * @return where it listens while it runs
   */
  public int port(int id) {
    return ports.get(id);
  }

  /**
   * A running node.
   *
   * @param id its id
   * @return empty while it does not run
   */
  public Optional<NodeProcess> node(int id) {
    return Optional.ofNullable(running.get(id)).filter(node -> node.client().open());
  }

  @Override
  public Optional<ControlClient> client(int id) {
    return node(id).map(NodeProcess::client);
  }

  /**
   * Kills nodes as {@code kill -9} does, all at one moment.
   *
   * @param ids their ids
   */
  public void kill(List<Integer> ids) {
    List<NodeProcess> victims = new ArrayList<>();
    ids.forEach(id -> Optional.ofNullable(running.remove(id)).ifPresent(victims::add));
    victims.forEach(NodeProcess::kill);
    victims.forEach(NodeProcess::awaitEnd);
  }

  /**
   * Starts a node again, on the data that it left, and returns at once.
   *
   * @param id its id
   * @throws IOException if no process can be started
   */
  public void restart(int id) throws IOException {
    kill(List.of(id));
    launch(id, List.of());
  }

  /**
   * Starts a new node, with an empty directory, at the address of one that runs no more, and
   * returns at once. From now on the new one counts among the nodes, and the other does not.
   *
   * @param lost who runs no more
   * @param id the new node's id
   * @throws IOException if no process can be started
   */
  public void startInPlaceOf(int lost, int id) throws IOException {
    kill(List.of(lost));
    ports.put(id, port(lost));
    ids = ids.stream().map(other -> other == lost ? id : other).sorted().toList();
    launch(id, List.of(), "--join");
  }

  /**
   * Starts a node again, on the data that is in its directory, at another address, and returns at
   * once.
   *
   * @param id its id
   * @throws IOException if no process can be started
   */
  public void restartElsewhere(int id) throws IOException {
    kill(List.of(id));
    ports.put(id, LoopbackPorts.free(1).get(0));
    launch(id, List.of());
  }

  /**
   * Waits until a node has joined.
   *
   * @param id its id
   * @throws IOException if it does not within a bounded time
   * @throws InterruptedException if the thread was interrupted
   */
  public void awaitReady(int id) throws IOException, InterruptedException {
    NodeProcess node = running.get(id);
    if (node == null) {
      throw new IOException("node-" + id + " was not started");
    }
    node.awaitReady(READY_TIMEOUT);
  }

  /**
   * Asks a node for its status.
   *
   * @param id its id
   * @return empty if it does not run, or does not answer in time
   * @throws InterruptedException if the thread was interrupted
   */
  public Optional<NodeView> status(int id) throws InterruptedException {
    Optional<ControlClient> client = client(id);
    if (client.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          client.get().status().get(STATUS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  /**
   * Asks all running nodes for their status.
   *
   * @return by node id; a node that does not answer in time is missing
   * @throws InterruptedException if the thread was interrupted
   */
  public SortedMap<Integer, NodeView> statuses() throws InterruptedException {
    SortedMap<Integer, NodeView> views = new TreeMap<>();
    for (int id : ids()) {
      status(id).ifPresent(view -> views.put(id, view));
    }
    return views;
  }

  /** Kills what still runs. */
  @Override
  public void close() {
    kill(List.copyOf(running.keySet()));
    if (names != null) {
      names.close();
    }
  }
}
