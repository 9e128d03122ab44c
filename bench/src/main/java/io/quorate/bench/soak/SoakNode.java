package io.quorate.bench.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.Partition;
import io.quorate.PartitionLoad;
import io.quorate.PartitionStatus;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import io.quorate.wal.rocksdb.RocksDbWal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * One node in a process of its own, which loads itself when it is told to. Takes commands, a line
 * each, and prints a line of samples every half second.
 */
public final class SoakNode {
  private static final long SAMPLE_MILLIS = 500;
  private static final int BATCH = 100;
  private static final int BATCHES_UNDER_WAY = 64;

  private final Raft raft;
  private final Table table;
  private final Optional<SlowWal> slowWal;
  private final int partitions;
  private final LongAdder[] acknowledged;
  private final LongAdder[] refused;
  private final LongAdder submitted = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private volatile boolean loading;

  private SoakNode(Raft raft, Table table, Optional<SlowWal> slowWal, int partitions) {
    this.raft = raft;
    this.table = table;
    this.slowWal = slowWal;
    this.partitions = partitions;
    this.acknowledged = adders(partitions);
    this.refused = adders(partitions);
  }

  private static LongAdder[] adders(int partitions) {
    LongAdder[] adders = new LongAdder[partitions + 1];
    for (int i = 0; i < adders.length; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  /**
   * Runs a node.
   *
   * @param args its id, the ports of all with commas, its directory, the number of partitions, the
   *     number of keys, whether its disk can be slow; then configuration as key=value
   * @throws Exception if it cannot run
   */
  public static void main(String[] args) throws Exception {
    int id = Integer.parseInt(args[0]);
    String[] ports = args[1].split(",");
    Path directory = Path.of(args[2]);
    int partitions = Integer.parseInt(args[3]);
    Table table = new Table(partitions, Integer.parseInt(args[4]));
    List<String> addresses = new ArrayList<>();
    for (String port : ports) {
      addresses.add("localhost:" + port);
    }
    RaftConfiguration.Builder builder = RaftConfiguration.builder()
        .withoutAmbientSources()
        .nodeId(id)
        .port(Integer.parseInt(ports[id - 1]))
        .discoveryNodes(addresses.toArray(String[]::new))
        .initialPartitions(partitions)
        .dataDirectory(directory)
        .set("transport", "grpc")
        .set("discovery", "static");
    Optional<SlowWal> slow = Optional.empty();
    if (Boolean.parseBoolean(args[5])) {
      Files.createDirectories(directory);
      slow = Optional.of(new SlowWal(RocksDbWal.open(directory)));
      builder.wal(slow.get());
    } else {
      builder.set("wal", "rocksdb");
    }
    for (int i = 6; i < args.length; i++) {
      String[] setting = args[i].split("=", 2);
      builder.set(setting[0], setting[1]);
    }
    long begin = System.nanoTime();
    try (Raft raft = Raft.create(builder.build())) {
      raft.useStateMachine(table);
      raft.joinCluster(Duration.ofMinutes(10));
      say("ready after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms, "
          + table.applied(1) + " entries of partition 1 applied one by one");
      new SoakNode(raft, table, slow, partitions).serve();
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private void serve() throws IOException {
    start("sampler", this::sample);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "write" -> {
          long count = Long.parseLong(words[1]);
          start("writer", () -> write(count));
        }
        case "flood" -> flood(Integer.parseInt(words[1]));
        case "calm" -> loading = false;
        case "open" -> say("open " + (submitted.sum() - ended.sum()) + " of " + submitted.sum());
        case "slow-disk" -> slowWal.ifPresent(wal -> wal.slow(Long.parseLong(words[1])));
        case "slow-apply" -> table.slow(Integer.parseInt(words[1]), Long.parseLong(words[2]));
        case "lead" -> lead();
        default -> say("what is '" + line + "'?");
      }
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, "soak-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Tells who leads, once somebody leads each partition. */
  private void lead() {
    int self = raft.status().nodeId();
    for (int id = 1; id <= partitions; id++) {
      Partition partition = raft.partition(id);
      say("leads " + id + ": " + partition.waitForLeader(Duration.ofSeconds(10))
          + (partition.isLeader() ? "" : ", not node " + self));
    }
  }

  /** Writes so many entries to partition 1, which this node leads. */
  private void write(long count) {
    Partition partition = raft.partition(1);
    Semaphore free = new Semaphore(BATCHES_UNDER_WAY);
    byte[] data = new byte[64];
    for (long left = count / BATCH; left > 0; left--) {
      free.acquireUninterruptibly();
      List<Proposal> batch = new ArrayList<>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        batch.add(new Proposal("set", data));
      }
      partition.replicate(batch).thenAccept(results -> {
        count(1, results);
        free.release();
      });
    }
    free.acquireUninterruptibly(BATCHES_UNDER_WAY);
    say("written " + acknowledged[1].sum() + " refused " + refused[1].sum());
  }

  private void count(int partition, List<ReplicationResult> results) {
    for (ReplicationResult result : results) {
      (result.success() ? acknowledged : refused)[partition].increment();
    }
  }

  /** Proposes to each partition that this node leads, as fast as a thread can, come what may. */
  private void flood(int bytes) {
    loading = true;
    for (int id = 1; id <= partitions; id++) {
      Partition partition = raft.partition(id);
      int number = id;
      start("flood-" + id, () -> {
        byte[] data = new byte[bytes];
        while (loading) {
          if (!partition.isLeader()) {
            LockSupport.parkNanos(1_000_000);
            continue;
          }
          boolean[] full = {false};
          submitted.increment();
          partition.replicate("set", data).whenComplete((result, error) -> {
            ended.increment();
            (result.success() ? acknowledged : refused)[number].increment();
            full[0] = result.status() == ReplicationStatus.QUEUE_FULL;
          });
          if (full[0]) {
            LockSupport.parkNanos(100_000); // as a caller does that has been told to back off
          }
        }
      });
    }
  }

  private void sample() {
    long begin = System.nanoTime();
    while (true) {
      StringBuilder line = new StringBuilder("sample t=")
          .append(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
          .append(" rss=")
          .append(residentBytes())
          .append(" heap=")
          .append(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      for (int id = 1; id <= partitions; id++) {
        Partition partition = raft.partition(id);
        PartitionLoad load = partition.load();
        PartitionStatus status = partition.status();
        line.append(" acked").append(id).append('=').append(acknowledged[id].sum());
        line.append(" refused").append(id).append('=').append(refused[id].sum());
        line.append(" queued").append(id).append('=').append(load.queuedProposals());
        line.append(" bytes").append(id).append('=').append(load.queuedBytes());
        line.append(" last").append(id).append('=').append(status.lastIndex());
        line.append(" first").append(id).append('=').append(status.firstIndex());
        line.append(" applied").append(id).append('=').append(status.appliedIndex());
        line.append(" checkpoint").append(id).append('=').append(status.checkpointIndex());
      }
      say(line.toString());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SAMPLE_MILLIS));
    }
  }

  /** What the process has in memory, the native part included; 0 where nobody tells. */
  private static long residentBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      return 0; // not this system's way
    }
    return 0;
  }
}
