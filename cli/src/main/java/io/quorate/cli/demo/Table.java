package io.quorate.cli.demo;

import io.quorate.cli.control.NodeView;
import io.quorate.cli.crash.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Draws what the nodes say about their partitions, and how many writes per second were acknowledged
 * since the last time.
 */
final class Table {
  private final List<Integer> nodes;
  private final List<Integer> partitions;
  private final Ledger ledger;
  private final SortedMap<Integer, Long> lastAcknowledged = new TreeMap<>();
  private long lastNanos;

  /** What is shown of one partition: the view of the node whose term is the highest. */
  private record Row(Optional<Integer> leader, long term, long commit, long rate) {}

  Table(List<Integer> nodes, List<Integer> partitions, Ledger ledger) {
    this.nodes = nodes;
    this.partitions = partitions;
    this.ledger = ledger;
    partitions.forEach(partition -> lastAcknowledged.put(partition, 0L));
    this.lastNanos = System.nanoTime();
  }

  /** Draws it on a board. */
  void draw(SortedMap<Integer, NodeView> views, Board board) {
    long now = System.nanoTime();
    double seconds = (now - lastNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    lastNanos = now;
    SortedMap<Integer, Row> rows = new TreeMap<>();
    for (int partition : partitions) {
      long acknowledged = ledger.acknowledged(partition);
      long rate =
          Math.round((acknowledged - lastAcknowledged.put(partition, acknowledged)) / seconds);
      rows.put(partition, row(partition, views, rate));
    }
    board.show(table(rows, views), line(rows, views));
  }

  private static Row row(int partition, SortedMap<Integer, NodeView> views, long rate) {
    Row row = new Row(Optional.empty(), 0, 0, rate);
    for (NodeView view : views.values()) {
      NodeView.PartitionView p = view.partitions().get(partition);
      if (p != null) {
        boolean newer =
            p.term() > row.term() || (p.term() == row.term() && row.leader().isEmpty());
        row = new Row(
            newer ? p.leader() : row.leader(),
            Math.max(row.term(), p.term()),
            Math.max(row.commit(), p.commit()),
            rate);
      }
    }
    return row;
  }

  private List<String> table(SortedMap<Integer, Row> rows, SortedMap<Integer, NodeView> views) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(String.format(
            Locale.ROOT,
            "  %-9s  %-6s  %5s  %9s  %8s",
            "partition",
            "leader",
            "term",
            "commit",
            "writes/s")
        + nodes.stream()
            .map(node -> String.format(Locale.ROOT, "  %9s", "node-" + node))
            .collect(Collectors.joining()));
    rows.forEach((partition, row) -> lines.add(String.format(
            Locale.ROOT,
            "  %9d  %-6s  %5d  %,9d  %,8d",
            partition,
            row.leader().map(node -> "node-" + node).orElse("-"),
            row.term(),
            row.commit(),
            row.rate())
        + nodes.stream()
            .map(node -> applied(views.get(node), partition))
            .collect(Collectors.joining())));
    lines.add("  The columns of the nodes say which entry each has applied.");
    return lines;
  }

  private static String applied(NodeView view, int partition) {
    if (view == null) {
      return "       down";
    }
    NodeView.PartitionView p = view.partitions().get(partition);
    return p == null ? "          -" : String.format(Locale.ROOT, "  %,9d", p.applied());
  }

  private String line(SortedMap<Integer, Row> rows, SortedMap<Integer, NodeView> views) {
    String leaders = rows.values().stream()
        .map(row -> row.leader().map(String::valueOf).orElse("-"))
        .collect(Collectors.joining(" "));
    long commit = rows.values().stream().mapToLong(Row::commit).sum();
    long rate = rows.values().stream().mapToLong(Row::rate).sum();
    String down = nodes.stream()
        .filter(node -> !views.containsKey(node))
        .map(node -> ", node-" + node + " down")
        .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "leaders of 1 to %d: %s, committed %,d, %,d writes/s%s",
        rows.size(),
        leaders,
        commit,
        rate,
        down);
  }
}
