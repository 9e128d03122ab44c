package io.quorate.engine.node;

import io.quorate.Metric;
import io.quorate.Metric.Kind;
import io.quorate.Metric.Unit;
import io.quorate.MetricsListener;
import io.quorate.PartitionLoad;
import io.quorate.RaftStatus;
import io.quorate.spi.Transport;

/** Tells what a node measures, without waiting for any of its threads. */
final class NodeMetrics {
  private static final Metric RUNNING =
      gauge("node.running", "1 while the node has joined and neither failed nor stopped");

  private static final Metric LEADING = gauge("partition.leading", "1 if this node leads");
  private static final Metric LEADER_KNOWN =
      gauge("partition.leader.known", "1 if this node knows who leads");
  private static final Metric TERM = gauge("partition.term", "the current term");
  private static final Metric LAST_INDEX =
      gauge("partition.last.index", "the last entry in this node's log");
  private static final Metric COMMIT_INDEX =
      gauge("partition.commit.index", "the last entry known here to be committed");
  private static final Metric APPLIED_INDEX =
      gauge("partition.applied.index", "the last entry that the application has applied here");
  private static final Metric REFUSED =
      gauge("partition.apply.refused", "1 while the application refuses the next entry");
  private static final Metric OPEN_TICKETS =
      gauge("partition.tickets.open", "two-phase proposals that wait for a decision");
  private static final Metric QUEUED =
      gauge("partition.queue.proposals", "proposals that were admitted and are not applied here");
  private static final Metric QUEUED_BYTES =
      new Metric("partition.queue.bytes", Kind.GAUGE, Unit.BYTES, "the data of these proposals");
  private static final Metric PROPOSALS =
      counter("partition.proposals", Unit.NONE, "proposals that this node has put into the log");
  private static final Metric COMMITS = counter(
      "partition.commits", Unit.NONE, "proposals of this node that were committed and applied");
  private static final Metric COMMIT_WAIT = counter(
      "partition.commit.wait",
      Unit.SECONDS,
      "how long these have waited since they were put into the log, all together");
  private static final Metric COMMIT_WAIT_MAX = new Metric(
      "partition.commit.wait.max",
      Kind.GAUGE,
      Unit.SECONDS,
      "how long the slowest of the last seconds has waited, or one that still waits");

  private static final double NANOS_PER_SECOND = 1e9;

  private final NodeParts parts;
  private final Transport transport;

  NodeMetrics(NodeParts parts, Transport transport) {
    this.parts = parts;
    this.transport = transport;
  }

  private static Metric gauge(String name, String description) {
    return new Metric(name, Kind.GAUGE, Unit.NONE, description);
  }

  private static Metric counter(String name, Unit unit, String description) {
    return new Metric(name, Kind.COUNTER, unit, description);
  }

  void read(MetricsListener listener) {
    boolean running = parts.state == RaftStatus.State.RUNNING;
    listener.onNode(RUNNING, one(running));
    NodeContext context = parts.context;
    (context == null ? new Counters() : context.counters).read(listener);
    transport
        .counters()
        .forEach((name, value) -> listener.onNode(
            counter(
                "transport." + name,
                name.endsWith(".bytes") ? Unit.BYTES : Unit.NONE,
                "counted by the transport"),
            value));
    PartitionHost[] hosts = parts.hosts;
    if (hosts != null) {
      for (PartitionHost host : hosts) {
        read(host, context.isRunning(), listener);
      }
    }
  }

  private static void read(PartitionHost host, boolean running, MetricsListener listener) {
    int id = host.partition();
    PartitionMeter.Positions positions = host.meter().positions();
    PartitionMeter.Totals totals = host.meter().totals();
    PartitionLoad load = host.load();
    listener.onPartition(LEADING, id, one(running && host.isLeader()));
    listener.onPartition(LEADER_KNOWN, id, one(running && host.leader().isPresent()));
    listener.onPartition(TERM, id, positions.term());
    listener.onPartition(LAST_INDEX, id, positions.lastIndex());
    listener.onPartition(COMMIT_INDEX, id, positions.commitIndex());
    listener.onPartition(APPLIED_INDEX, id, positions.appliedIndex());
    listener.onPartition(REFUSED, id, one(positions.refused()));
    listener.onPartition(OPEN_TICKETS, id, host.openTickets());
    listener.onPartition(QUEUED, id, load.queuedProposals());
    listener.onPartition(QUEUED_BYTES, id, load.queuedBytes());
    listener.onPartition(PROPOSALS, id, totals.proposals());
    listener.onPartition(COMMITS, id, totals.commits());
    listener.onPartition(COMMIT_WAIT, id, totals.waitNanos() / NANOS_PER_SECOND);
    listener.onPartition(COMMIT_WAIT_MAX, id, load.commitWaitMaxNanos() / NANOS_PER_SECOND);
  }

  private static int one(boolean yes) {
    return yes ? 1 : 0;
  }
}
