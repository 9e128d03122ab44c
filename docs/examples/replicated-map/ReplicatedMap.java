import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.FrozenState;
import io.quorate.LogEntry;
import io.quorate.Partition;
import io.quorate.PartitionStatus;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReadConsistency;
import io.quorate.ReplicationResult;
import io.quorate.SnapshotStateMachine;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A map that three nodes agree on: put, get, compare-and-set. Its state is written out at
 * checkpoints, so that the log stays short: a node restarts from its last snapshot, and one that
 * was away for longer than the log reaches back gets the map itself.
 *
 * <p>The nodes live in one process, to make this one file. Between processes of yours it is a call
 * of your own that brings a change to the node that leads.
 */
public final class ReplicatedMap implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** One node's copy. Only the partition's apply lane touches it, so it needs no lock. */
  static final class Copy implements SnapshotStateMachine {
    private final Map<String, String> values = new TreeMap<>();

    /** What was answered to the last changes, by id: a part of the state like any other. */
    private final Map<String, Boolean> answers = new LinkedHashMap<>();

    volatile long restoredUpTo;

    /** Data: an id, a key, a value, and for a "cas" the value that it takes the place of. */
    @Override
    public Object apply(int partition, LogEntry entry) {
      String[] words = entry.dataAsUtf8().split("\n", -1);
      Boolean answer = answers.get(words[0]);
      if (answer == null) { // else it has been here before, and must not count twice
        answer = entry.type().equals("put") || words[3].equals(values.get(words[1]));
        if (answer) {
          values.put(words[1], words[2]);
        }
        answers.put(words[0], answer);
        if (answers.size() > 10_000) {
          answers.remove(answers.keySet().iterator().next()); // the oldest, on every node
        }
      }
      return answer;
    }

    /** Nothing is applied before this returns, so it copies and leaves the writing for later. */
    @Override
    public FrozenState freeze(int partition) {
      Map<String, String> valuesNow = new TreeMap<>(values);
      Map<String, Boolean> answersNow = new LinkedHashMap<>(answers);
      return to -> { // sorted, or in the order of the log: equal states are equal bytes
        DataOutputStream out = new DataOutputStream(to);
        out.writeInt(valuesNow.size());
        for (Map.Entry<String, String> e : valuesNow.entrySet()) {
          out.writeUTF(e.getKey());
          out.writeUTF(e.getValue());
        }
        out.writeInt(answersNow.size());
        for (Map.Entry<String, Boolean> e : answersNow.entrySet()) {
          out.writeUTF(e.getKey());
          out.writeBoolean(e.getValue());
        }
      };
    }

    @Override
    public void restore(int partition, long index, InputStream from) throws IOException {
      values.clear();
      answers.clear();
      DataInputStream in = new DataInputStream(from);
      for (int left = in.readInt(); left > 0; left--) {
        values.put(in.readUTF(), in.readUTF());
      }
      for (int left = in.readInt(); left > 0; left--) {
        answers.put(in.readUTF(), in.readBoolean());
      }
      restoredUpTo = index;
    }
  }

  record Node(Raft raft, Copy copy) {
    Partition map() {
      return raft.partition(1);
    }
  }

  private final SortedMap<Integer, Node> nodes = new TreeMap<>();
  private final Path directory = Files.createTempDirectory("replicated-map");
  private final int firstPort;

  ReplicatedMap(int firstPort) throws IOException {
    this.firstPort = firstPort;
  }

  /** Makes nodes, or restarts them, and returns when all of them are ready. */
  void start(int... ids) throws InterruptedException {
    List<Thread> joining = new ArrayList<>();
    for (int id : ids) {
      Raft raft = Raft.create(RaftConfiguration.builder()
          .nodeId(id)
          .port(firstPort + id - 1)
          .discoveryNodes(
              "localhost:" + firstPort,
              "localhost:" + (firstPort + 1),
              "localhost:" + (firstPort + 2))
          .dataDirectory(directory.resolve("node-" + id))
          .set("checkpoint.every-entries", "100") // to be seen here; the default is 100,000
          .set("compaction.retain-entries", "0") // likewise
          .build());
      Copy copy = new Copy();
      raft.useStateMachine(copy);
      nodes.put(id, new Node(raft, copy));
      joining.add(new Thread(raft::joinCluster));
    }
    joining.forEach(Thread::start); // each waits for the others
    for (Thread thread : joining) {
      thread.join();
    }
  }

  void put(String key, String value) throws InterruptedException {
    change("put", key, value, "");
  }

  boolean compareAndSet(String key, String expected, String value) throws InterruptedException {
    return change("cas", key, value, expected);
  }

  /**
   * Proposes until the answer is known. After UNKNOWN the change may have been made or still be
   * made; its id lets it count once, however often it is proposed.
   */
  private boolean change(String type, String key, String value, String expected)
      throws InterruptedException {
    String data = String.join("\n", UUID.randomUUID().toString(), key, value, expected);
    for (int attempt = 0; attempt < 100; attempt++) {
      for (Node node : nodes.values()) {
        if (node.map().isLeader()) {
          ReplicationResult result = node.map().replicate(type, data.getBytes(UTF_8), TIMEOUT);
          if (!result.status().retryable()) {
            return (Boolean) result.orElseThrow().response().orElseThrow();
          }
        }
      }
      Thread.sleep(100); // an election takes a second or two
    }
    throw new IllegalStateException("it is not known whether " + key + " was changed");
  }

  /** Reads, at any node, what was written at any other before. */
  String get(int id, String key) {
    Node node = nodes.get(id);
    return node.map()
        .read(ReadConsistency.linearizable(), () -> node.copy.values.get(key), TIMEOUT)
        .orElseThrow();
  }

  /** Stops a node in good order: it hands over what it leads. */
  void stop(int id) {
    nodes.remove(id).raft.leaveCluster();
  }

  @Override
  public void close() {
    nodes.values().forEach(node -> node.raft.close());
  }

  /** What a node has come back from. */
  private void tell(int id) {
    Node node = nodes.get(id);
    PartitionStatus status = node.map().status();
    System.out.printf(
        "node-%d is back: snapshot up to entry %d, then the log up to entry %d; its key-299 is %s%n",
        id, node.copy.restoredUpTo, status.appliedIndex(), get(id, "key-299"));
  }

  /**
   * Shows it.
   *
   * @param args the first of three free ports; 8001 if none is given
   * @throws Exception if it cannot
   */
  public static void main(String[] args) throws Exception {
    try (ReplicatedMap map =
        new ReplicatedMap(args.length > 0 ? Integer.parseInt(args[0]) : 8001)) {
      map.start(1, 2, 3);
      map.put("colour", "red");
      System.out.println("red to blue: " + map.compareAndSet("colour", "red", "blue"));
      System.out.println("red to green: " + map.compareAndSet("colour", "red", "green"));
      for (int id : map.nodes.keySet()) {
        System.out.println("colour at node-" + id + ": " + map.get(id, "colour"));
      }

      map.stop(3);
      for (int i = 0; i < 300; i++) {
        map.put("key-" + i, "value-" + i);
      }
      for (Node node :
          map.nodes.values()) { // a snapshot is written, and takes the log's place, aside
        while (node.map().status().firstIndex() <= 100) {
          Thread.sleep(10);
        }
      }
      System.out.println("300 keys are written without node-3, and the log before is gone");
      map.start(3);
      map.tell(3);

      map.stop(1);
      map.start(1);
      map.tell(1);
    }
  }
}
