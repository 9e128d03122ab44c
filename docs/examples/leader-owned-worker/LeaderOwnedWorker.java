import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.quorate.Leader;
import io.quorate.LogEntry;
import io.quorate.Partition;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReplicationResult;
import io.quorate.StateMachine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A worker that runs at the leader only, and moves when leadership does. For a moment two may run:
 * one that does not know yet that it is deposed, and its successor. So each names the term in which
 * it was started, and the state machine refuses what comes from an older one. A system outside that
 * takes a worker's results can do the same, if it is told the term.
 *
 * <p>The nodes live in one process, to make this one file.
 */
public final class LeaderOwnedWorker {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** What has been done: job 1 first, each once. The same on all nodes. */
  static final class Ledger implements StateMachine {
    record Done(long job, long term, String result) {}

    final List<Done> done = new ArrayList<>();
    private long newestTerm;

    /**
     * "claim" or "done"; the data is the worker's term, and for the latter a job and its result.
     */
    @Override
    public Object apply(int partition, LogEntry entry) {
      String[] words = entry.dataAsUtf8().split(" ");
      long term = Long.parseLong(words[0]);
      if (term < newestTerm) {
        return "refused: term " + newestTerm + " has begun";
      }
      newestTerm = term;
      // A job that is there already was proposed twice, because its worker had got no answer.
      if (entry.type().equals("done") && Long.parseLong(words[1]) == done.size() + 1) {
        done.add(new Done(done.size() + 1, term, words[2]));
      }
      return "accepted";
    }
  }

  /** One node: its worker has a thread of its own, because an apply lane must not be held up. */
  static final class Node {
    final int id;
    final Raft raft;
    final Ledger ledger = new Ledger();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();

    Node(int id, int firstPort, Path directory) {
      this.id = id;
      raft = Raft.create(RaftConfiguration.builder()
          .nodeId(id)
          .port(firstPort + id - 1)
          .discoveryNodes(
              "localhost:" + firstPort,
              "localhost:" + (firstPort + 1),
              "localhost:" + (firstPort + 2))
          .dataDirectory(directory.resolve("node-" + id))
          .build());
      raft.useStateMachine(ledger);
      raft.onLeaderChanged((partition, leader) -> {
        if (partition == 1 && leader.isPresent() && leader.get().nodeId() == id) {
          worker.execute(() -> work(leader.get().term())); // an earlier one ends by itself first
        }
      });
    }

    Partition jobs() {
      return raft.partition(1);
    }

    /** Whether this node leads in a term, as far as it knows. It saves work; it proves nothing. */
    private boolean leads(long term) {
      Optional<Leader> leader = jobs().leader();
      return leader.isPresent() && leader.get().nodeId() == id && leader.get().term() == term;
    }

    private void work(long term) {
      try {
        String answer = propose("claim", term + ""); // behind it, nothing of an older term counts
        while (leads(term) && !answer.startsWith("refused")) {
          // If the last job got no answer, it is among these, or it is done again.
          ReadResult<Integer> done =
              jobs().read(ReadConsistency.linearizable(), ledger.done::size, TIMEOUT);
          Thread.sleep(50); // the work; a pause, if nothing could be read
          if (done.success()) {
            long job = done.orElseThrow() + 1;
            answer = propose("done", term + " " + job + " " + job * job);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the node stops
      }
    }

    /** The state machine's answer, or why there is none; then whoever asked looks at the state. */
    String propose(String type, String data) throws InterruptedException {
      ReplicationResult result = jobs().replicate(type, data.getBytes(UTF_8), TIMEOUT);
      if (result instanceof ReplicationResult.Committed committed) {
        return (String) committed.response().orElseThrow();
      }
      Thread.sleep(50);
      return result.status().toString();
    }

    List<Ledger.Done> done() {
      return jobs()
          .read(ReadConsistency.linearizable(), () -> List.copyOf(ledger.done), TIMEOUT)
          .orElseThrow();
    }

    /** Stops in good order: the work first; then another node takes over, and this one ends. */
    void leave() {
      worker.shutdownNow();
      raft.leaveCluster();
    }

    void close() {
      worker.shutdownNow();
      raft.close();
    }
  }

  private static Node leader(List<Node> nodes) throws InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      for (Node node : nodes) {
        if (node.jobs().isLeader()) {
          return node;
        }
      }
      Thread.sleep(100); // an election takes a second or two
    }
    throw new IllegalStateException("no leader: is there a majority?");
  }

  private static void awaitJobs(Node node, int count) throws InterruptedException {
    while (node.done().size() < count) {
      Thread.sleep(50);
    }
  }

  /**
   * Shows it.
   *
   * @param args the first of three free ports; 8001 if none is given
   * @throws Exception if it cannot
   */
  public static void main(String[] args) throws Exception {
    int firstPort = args.length > 0 ? Integer.parseInt(args[0]) : 8001;
    Path directory = Files.createTempDirectory("leader-owned-worker");
    List<Node> nodes = new ArrayList<>();
    try {
      List<Thread> joining = new ArrayList<>();
      for (int id = 1; id <= 3; id++) {
        Node node = new Node(id, firstPort, directory);
        nodes.add(node);
        joining.add(new Thread(node.raft::joinCluster));
      }
      joining.forEach(Thread::start); // each waits for the others
      for (Thread thread : joining) {
        thread.join();
      }

      Node first = leader(nodes);
      long firstTerm = first.jobs().leader().orElseThrow().term();
      awaitJobs(first, 5);
      System.out.printf("node-%d works, in term %d%n", first.id, firstTerm);
      nodes.remove(first);
      first.leave();

      Node second = leader(nodes);
      int before = second.done().size();
      awaitJobs(second, before + 5);
      System.out.printf(
          "node-%d has left after job %d, node-%d goes on%n", first.id, before, second.id);
      System.out.println("a late result of term " + firstTerm + " is "
          + leader(nodes).propose("done", firstTerm + " " + (before + 6) + " late"));

      for (Node node : nodes) {
        Map<Long, Long> byTerm =
            node.done().stream().collect(groupingBy(Ledger.Done::term, TreeMap::new, counting()));
        System.out.printf("node-%d: jobs done in each term %s%n", node.id, byTerm);
      }
    } finally {
      nodes.forEach(Node::close);
    }
  }
}
