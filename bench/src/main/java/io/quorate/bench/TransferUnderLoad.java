package io.quorate.bench;

import io.quorate.LeadershipResult;
import io.quorate.Partition;
import io.quorate.ReplicationResult;
import io.quorate.bench.BenchCluster.Leaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Leadership goes round while clients write without a pause: how long nothing is acknowledged, and
 * what clients hear meanwhile.
 */
@Command(
    name = "transfer-under-load",
    description = "How long writes stand still when leadership is handed over.",
    mixinStandardHelpOptions = true)
public final class TransferUnderLoad implements Callable<Integer> {
  private static final int UNDER_WAY = 64;

  private final AtomicLong acknowledgedAt = new AtomicLong();
  private final AtomicLong longestGap = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Map<String, Long> heard = Collections.synchronizedMap(new TreeMap<>());
  private volatile boolean stopped;

  @Option(
      names = "--transfers",
      defaultValue = "50",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int transfers;

  /**
   * Runs it.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new TransferUnderLoad()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path directory = Files.createTempDirectory("quorate-transfer-");
    try (BenchCluster cluster = BenchCluster.start(directory, 1, Leaders.ONE, false)) {
      List<Partition> nodes = cluster.handles(1);
      Thread writer = new Thread(() -> write(nodes), "transfer-writer");
      writer.start();
      TimeUnit.SECONDS.sleep(5); // the compilers have their turn
      longestGap.set(0);
      long steady = steady();
      List<Long> gaps = new ArrayList<>();
      int done = 0;
      for (int i = 0; i < transfers; i++) {
        longestGap.set(0);
        done += handOver(nodes) ? 1 : 0;
        TimeUnit.MILLISECONDS.sleep(300);
        gaps.add(longestGap.get());
      }
      stopped = true;
      writer.join();
      Collections.sort(gaps);
      System.out.printf(
          Locale.ROOT,
          "%d of %d transfers done; %d writes acknowledged; longest time without an acknowledgement:"
              + " %.1f ms without a transfer; with one %.1f ms at the median, %.1f ms at the worst%n",
          done,
          transfers,
          acknowledged.get(),
          steady / 1e6,
          gaps.get(gaps.size() / 2) / 1e6,
          gaps.get(gaps.size() - 1) / 1e6);
      System.out.println("what clients heard beside that, and tried again: " + heard);
      return 0;
    } finally {
      ClosedLoop.deleteTree(directory);
    }
  }

  private long steady() throws InterruptedException {
    TimeUnit.SECONDS.sleep(3);
    return longestGap.get();
  }

  private static boolean handOver(List<Partition> nodes) throws Exception {
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.get(node).isLeader()) {
        int target = (node + 1) % nodes.size() + 1;
        return nodes.get(node).transferLeadership(target).get(10, TimeUnit.SECONDS)
            == LeadershipResult.DONE;
      }
    }
    return false;
  }

  private void write(List<Partition> nodes) {
    Semaphore free = new Semaphore(UNDER_WAY);
    byte[] data = new byte[100];
    while (!stopped) {
      Optional<Partition> leader = nodes.stream().filter(Partition::isLeader).findFirst();
      if (leader.isEmpty()) {
        Thread.onSpinWait();
        continue;
      }
      free.acquireUninterruptibly();
      leader.get().replicate("t", data).thenAccept(result -> {
        heard(result);
        free.release();
      });
    }
    free.acquireUninterruptibly(UNDER_WAY);
  }

  private void heard(ReplicationResult result) {
    if (!result.success()) {
      heard.merge(result.status().name(), 1L, Long::sum);
      return;
    }
    long now = System.nanoTime();
    long before = acknowledgedAt.getAndSet(now);
    if (before != 0) {
      longestGap.accumulateAndGet(now - before, Math::max);
    }
    acknowledged.incrementAndGet();
  }
}
