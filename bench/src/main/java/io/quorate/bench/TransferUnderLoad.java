package io.quorate.bench;

import io.quorate.LeadershipResult;
import io.quorate.Partition;
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
import java.util.concurrent.TimeUnit;
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
  @Option(
      names = "--transfers",
      defaultValue = "50",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int transfers;

  private int done;

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
    try (BenchCluster cluster = BenchCluster.start(directory, 1, Leaders.ONE, false);
        Writer writer = new Writer(() -> leading(cluster))) {
      List<Partition> nodes = cluster.handles(1);
      writer.start();
      TimeUnit.SECONDS.sleep(5); // the compilers have their turn
      long steady = writer.during(() -> TimeUnit.SECONDS.sleep(3)).longestGapNanos();
      List<Long> gaps = new ArrayList<>();
      Map<String, Long> heard = new TreeMap<>();
      long acknowledged = 0;
      for (int i = 0; i < transfers; i++) {
        Writer.Seen seen = writer.during(() -> {
          done += handOver(nodes) ? 1 : 0;
          TimeUnit.MILLISECONDS.sleep(300);
        });
        gaps.add(seen.longestGapNanos());
        acknowledged += seen.acknowledged();
        seen.others().forEach((what, times) -> heard.merge(what, times, Long::sum));
      }
      Collections.sort(gaps);
      System.out.printf(
          Locale.ROOT,
          "%d of %d transfers done; %d writes acknowledged; longest time without an acknowledgement:"
              + " %.1f ms without a transfer; with one %.1f ms at the median, %.1f ms at the worst%n",
          done,
          transfers,
          acknowledged,
          steady / 1e6,
          gaps.get(gaps.size() / 2) / 1e6,
          gaps.get(gaps.size() - 1) / 1e6);
      System.out.println("what clients heard beside that, and tried again: " + heard);
      return 0;
    } finally {
      ClosedLoop.deleteTree(directory);
    }
  }

  private static Optional<Partition> leading(BenchCluster cluster) {
    return cluster.handles(1).stream().filter(Partition::isLeader).findFirst();
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
}
