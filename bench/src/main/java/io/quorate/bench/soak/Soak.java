package io.quorate.bench.soak;

import io.quorate.bench.LoopbackPorts;
import io.quorate.bench.soak.SoakProcess.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the scenarios. */
@Command(
    name = "soak",
    description = "Three node processes, minutes of work, samples as CSV and graphs as SVG.",
    mixinStandardHelpOptions = true,
    subcommandsRepeatable = false)
public final class Soak {
  private static final int NODES = 3;
  private static final long MINUTES = 15;

  private final List<List<Sample>> samples = new ArrayList<>();
  private final SortedMap<Integer, SoakProcess> nodes = new TreeMap<>();
  private final long origin = System.nanoTime();
  private List<Integer> ports;
  private Path directory;

  @Option(
      names = "--out",
      scope = CommandLine.ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "Where everything goes; must be new (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("soak");

  @Option(
      names = "--heap",
      scope = CommandLine.ScopeType.INHERIT,
      description = "The largest heap of a node (default: ${DEFAULT-VALUE}).")
  private String heap = "512m";

  /**
   * Runs a scenario.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Soak()).execute(args));
  }

  private double seconds() {
    return (System.nanoTime() - origin) / 1e9;
  }

  private void tell(String line) {
    System.out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds(), line);
  }

  private void begin() throws IOException {
    directory = Files.createDirectories(out.toAbsolutePath());
    ports = LoopbackPorts.free(NODES);
    for (int i = 0; i < NODES; i++) {
      samples.add(SoakProcess.samples());
    }
  }

  private SoakProcess start(int id, int partitions, int keys, boolean slowDisk, String... settings)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(
        ports.stream().map(String::valueOf).collect(Collectors.joining(",")),
        directory.resolve("node-" + id).toString(),
        String.valueOf(partitions),
        String.valueOf(keys),
        String.valueOf(slowDisk)));
    arguments.addAll(List.of(settings));
    SoakProcess node =
        SoakProcess.start(id, directory, heap, arguments, samples.get(id - 1), origin);
    nodes.put(id, node);
    return node;
  }

  private void end() {
    nodes.values().forEach(SoakProcess::kill);
  }

  private static <T> T await(java.util.concurrent.CompletableFuture<T> future) throws Exception {
    return future.get(MINUTES, TimeUnit.MINUTES);
  }

  /** A node is away while millions of entries are written, and comes back. */
  @Command(name = "catch-up", description = "A node that was away comes back by snapshot and log.")
  int catchUp(
      @Option(
              names = "--entries",
              defaultValue = "10000000",
              description = "How many it misses (default: ${DEFAULT-VALUE}).")
          long entries,
      @Option(
              names = "--keys",
              defaultValue = "100000",
              description = "How many values the state has (default: ${DEFAULT-VALUE}).")
          int keys)
      throws Exception {
    begin();
    try {
      for (int id = 1; id <= NODES; id++) {
        start(id, 1, keys, false);
      }
      for (SoakProcess node : nodes.values()) {
        await(node.ready());
      }
      int leader = leader();
      int away = leader % NODES + 1;
      tell("node " + leader + " leads; node " + away + " goes away");
      nodes.get(away).kill();
      double began = seconds();
      var written = nodes.get(leader).next("written");
      nodes.get(leader).say("write " + entries);
      tell(await(written));
      double wrote = seconds();
      var ready = start(away, 1, keys, false).ready();
      tell("node " + away + " is back: " + await(ready));
      awaitCaughtUp(leader, away);
      double back = seconds();
      tell("node " + away + " has caught up");
      nodes.get(away).kill();
      var again = start(away, 1, keys, false).ready();
      tell("node " + away + " was restarted: " + await(again));
      double restarted = seconds();
      TimeUnit.SECONDS.sleep(2);
      Plot plot = new Plot("A node that was away for " + entries + " entries");
      plot.phase("writing, node " + away + " away", began, wrote);
      plot.phase("back", wrote, back);
      plot.phase("restarted", back, restarted);
      memory(plot);
      plot.chart("applied index", lines(sample -> sample.values().get("applied1")));
      plot.chart(
          "entries in the log",
          lines(sample -> sample.values().get("last1") - sample.values().get("first1") + 1));
      plot.write(directory.resolve("catch-up.svg"));
      csv(directory.resolve("catch-up.csv"));
      tell("written: " + directory.resolve("catch-up.svg"));
      return 0;
    } finally {
      end();
    }
  }

  private void awaitCaughtUp(int leader, int away) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (last(away, "applied1") < last(leader, "last1")) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("node " + away + " does not catch up: it is at "
            + last(away, "applied1") + " of " + last(leader, "last1"));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private long last(int node, String name) {
    List<Sample> own = samples.get(node - 1);
    synchronized (own) {
      return own.isEmpty() ? 0 : own.get(own.size() - 1).values().get(name);
    }
  }

  /** Asks each node whether it leads partition 1. */
  private int leader() throws Exception {
    for (int id = 1; id <= NODES; id++) {
      var answer = nodes.get(id).next("leads 1");
      nodes.get(id).say("lead");
      if (!await(answer).contains(", not node")) {
        return id;
      }
    }
    throw new IOException("nobody leads partition 1");
  }

  /** A flood, and one thing after the other that is slow. */
  @Command(
      name = "flood",
      description = "All nodes flood what they lead; one thing after the other is slow.")
  int flood(
      @Option(
              names = "--seconds",
              defaultValue = "60",
              description = "How long each phase takes (default: ${DEFAULT-VALUE}).")
          int length)
      throws Exception {
    begin();
    int partitions = 4;
    String[] settings = {
      "admission.partition-entries=2000", "admission.node-entries=8000", "call.timeout=5s"
    };
    Plot plot = new Plot("Flood: every partition's leader proposes as fast as it can");
    try {
      for (int id = 1; id <= NODES; id++) {
        start(id, partitions, 1000, true, settings);
      }
      for (SoakProcess node : nodes.values()) {
        await(node.ready());
      }
      for (SoakProcess node : nodes.values()) {
        node.say("flood 200");
      }
      phase(plot, "nothing slow", length / 3);
      tell("node 3 is stopped");
      signal(3, "STOP");
      phase(plot, "node 3 stalled", length);
      signal(3, "CONT");
      phase(plot, "", length / 3);
      tell("the disk of node 1 is slow");
      nodes.get(1).say("slow-disk 200");
      phase(plot, "slow disk of node 1", length);
      nodes.get(1).say("slow-disk 0");
      phase(plot, "", length / 3);
      tell("the callback of partition 1 is slow everywhere");
      for (SoakProcess node : nodes.values()) {
        node.say("slow-apply 1 20");
      }
      phase(plot, "slow callback of partition 1", length);
      for (SoakProcess node : nodes.values()) {
        node.say("slow-apply 1 0");
        node.say("calm");
      }
      TimeUnit.SECONDS.sleep(5);
      memory(plot);
      List<Plot.Line> rates = new ArrayList<>();
      List<Plot.Line> queues = new ArrayList<>();
      List<Plot.Line> refusals = new ArrayList<>();
      for (int id = 1; id <= partitions; id++) {
        rates.add(summed("acked" + id, "partition " + id, true));
        queues.add(summed("queued" + id, "partition " + id, false));
        refusals.add(summed("refused" + id, "partition " + id, true));
      }
      plot.chart("acknowledged per second", rates);
      plot.chart("proposals in the queues", queues);
      plot.chart("refused per second", refusals);
      plot.write(directory.resolve("flood.svg"));
      csv(directory.resolve("flood.csv"));
      tell("written: " + directory.resolve("flood.svg"));
      return 0;
    } finally {
      signal(3, "CONT");
      end();
    }
  }

  /** Leaders stand still for a while, with calls under way. */
  @Command(
      name = "pause",
      description = "A node that leads is stopped and goes on: every call ends.")
  int pause(
      @Option(
              names = "--times",
              defaultValue = "10",
              description = "How often (default: ${DEFAULT-VALUE}).")
          int times)
      throws Exception {
    begin();
    try {
      for (int id = 1; id <= NODES; id++) {
        start(id, 3, 1000, false, "call.timeout=5s", "raft.election-timeout=1s");
      }
      for (SoakProcess node : nodes.values()) {
        await(node.ready());
      }
      for (SoakProcess node : nodes.values()) {
        node.say("flood 100");
      }
      for (int i = 0; i < times; i++) {
        TimeUnit.SECONDS.sleep(2);
        int victim = i % NODES + 1;
        signal(victim, "STOP");
        TimeUnit.SECONDS.sleep(2); // two election timeouts
        signal(victim, "CONT");
        tell("node " + victim + " stood still for 2 s");
      }
      for (SoakProcess node : nodes.values()) {
        node.say("calm");
      }
      TimeUnit.SECONDS.sleep(7); // more than the timeout of a call
      for (int id = 1; id <= NODES; id++) {
        var answer = nodes.get(id).next("open");
        nodes.get(id).say("open");
        tell("node " + id + ": calls that have not ended: " + await(answer).substring(5));
      }
      return 0;
    } finally {
      end();
    }
  }

  private void phase(Plot plot, String name, int length) throws InterruptedException {
    double from = seconds();
    TimeUnit.SECONDS.sleep(length);
    if (!name.isEmpty()) {
      plot.phase(name, from, seconds());
    }
    StringBuilder line = new StringBuilder(name.isEmpty() ? "as before" : name).append(": per s");
    for (int id = 1; id <= 4; id++) {
      double acked = 0;
      for (List<Sample> own : samples) {
        acked += between(own, "acked" + id, from, seconds());
      }
      line.append(String.format(Locale.ROOT, "  p%d %.0f", id, acked / (seconds() - from)));
    }
    tell(line.toString());
  }

  private static double between(List<Sample> own, String name, double from, double to) {
    long first = -1;
    long last = -1;
    synchronized (own) {
      for (Sample sample : own) {
        if (sample.at() >= from * 1000 && sample.at() <= to * 1000) {
          long value = sample.values().get(name);
          first = first < 0 ? value : first;
          last = value;
        }
      }
    }
    return Math.max(0, last - first);
  }

  private void signal(int node, String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(nodes.get(node).pid()))
        .start()
        .waitFor();
  }

  // ---- graphs

  private void memory(Plot plot) {
    plot.chart("resident memory", lines(sample -> sample.values().get("rss")));
    plot.chart("heap in use", lines(sample -> sample.values().get("heap")));
  }

  private List<Plot.Line> lines(ToDoubleFunction<Sample> value) {
    List<Plot.Line> lines = new ArrayList<>();
    for (int id = 1; id <= NODES; id++) {
      List<double[]> points = new ArrayList<>();
      for (Sample sample : copy(id)) {
        points.add(new double[] {sample.at() / 1000.0, value.applyAsDouble(sample)});
      }
      lines.add(new Plot.Line("node " + id, points));
    }
    return lines;
  }

  private List<Sample> copy(int node) {
    List<Sample> own = samples.get(node - 1);
    synchronized (own) {
      return new ArrayList<>(own);
    }
  }

  /** The sum over all nodes, by seconds; as a rate, or as it is. */
  private Plot.Line summed(String name, String title, boolean rate) {
    TreeMap<Long, Double> sums = new TreeMap<>();
    for (int id = 1; id <= NODES; id++) {
      Sample before = null;
      for (Sample sample : copy(id)) {
        double value = sample.values().get(name);
        if (rate) {
          value = before == null
              ? 0
              : (value - before.values().get(name)) * 1000 / (sample.at() - before.at());
        }
        // There are two samples in a second.
        sums.merge(sample.at() / 1000, value / 2, Double::sum);
        before = sample;
      }
    }
    List<double[]> points = new ArrayList<>();
    sums.forEach((second, value) -> points.add(new double[] {second, value}));
    return new Plot.Line(title, points);
  }

  private void csv(Path file) throws IOException {
    StringBuilder csv = new StringBuilder("node,millis,name,value\n");
    for (int id = 1; id <= NODES; id++) {
      int node = id;
      for (Sample sample : copy(id)) {
        sample
            .values()
            .forEach((name, value) -> csv.append(node)
                .append(',')
                .append(sample.at())
                .append(',')
                .append(name)
                .append(',')
                .append(value)
                .append('\n'));
      }
    }
    Files.writeString(file, csv.toString());
  }
}
