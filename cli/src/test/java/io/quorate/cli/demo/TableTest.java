package io.quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.cli.control.NodeView;
import io.quorate.cli.control.NodeView.PartitionView;
import io.quorate.cli.crash.Ledger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableTest {
  private static NodeView view(int node, PartitionView... partitions) {
    SortedMap<Integer, PartitionView> byId = new TreeMap<>();
    for (PartitionView partition : partitions) {
      byId.put(partition.partition(), partition);
    }
    return new NodeView(node, "RUNNING", byId, List.of(), new TreeMap<>());
  }

  private static String draw(boolean ansi, SortedMap<Integer, NodeView> views) {
    StringWriter text = new StringWriter();
    new Table(List.of(1, 2, 3), List.of(1, 2), new Ledger(List.of(1, 2)))
        .draw(views, new Board(new PrintWriter(text, true), ansi));
    return text.toString();
  }

  private static SortedMap<Integer, NodeView> views() {
    SortedMap<Integer, NodeView> views = new TreeMap<>();
    views.put(
        1,
        view(
            1,
            new PartitionView(1, "FOLLOWER", 1, Optional.of(3), 9, 9, 8, 8, 0),
            new PartitionView(2, "LEADER", 4, Optional.of(1), 1_500, 1_500, 1_500, 1_499, 0)));
    views.put(
        2,
        view(
            2,
            new PartitionView(1, "LEADER", 2, Optional.of(2), 9, 9, 9, 9, 0),
            new PartitionView(2, "FOLLOWER", 4, Optional.empty(), 1_500, 1_500, 1_400, 1_400, 0)));
    return views;
  }

  @Test
  void theTableShowsTheNewestTermAndWhoIsDown() {
    assertThat(draw(true, views()))
        .contains(
            "          1  node-2      2          9         0          8          9       down")
        .contains(
            "          2  node-1      4      1,500         0      1,499      1,400       down");
  }

  @Test
  void theLineSumsUp() {
    assertThat(draw(false, views()))
        .contains("leaders of 1 to 2: 2 1, committed 1,509, 0 writes/s, node-3 down");
  }

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(draw(false, new TreeMap<>())).contains("leaders of 1 to 2: - -, committed 0");
  }
}
