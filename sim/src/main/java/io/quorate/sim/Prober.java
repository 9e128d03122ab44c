package io.quorate.sim;

import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.CallKind;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.util.List;

/**
 * Sees whether every partition takes fresh writes, opens tickets and serves fresh reads, once all
 * is healed: asks the leader of each until it is done, whatever the clients do; and, when they do
 * nothing any more, reads at each member.
 */
final class Prober {
  /** In a call, the node that leads the partition then. */
  private static final int LEADER = 0;

  /** Of a ticket, in microseconds. */
  private static final long LIFETIME = 1_000_000;

  private final Cluster cluster;
  private final List<SimNode> core;
  private final World world;
  private final SimRandom random;
  private final boolean[] written;
  private final boolean[] ticket;
  private final boolean[][] read;

  Prober(Cluster cluster, List<SimNode> core) {
    this.cluster = cluster;
    this.core = core;
    this.world = cluster.world();
    this.random = world.streams().stream("prober");
    int partitions = cluster.knobs().partitions();
    this.written = new boolean[partitions + 1];
    this.ticket = new boolean[partitions + 1];
    this.read = new boolean[partitions + 1][cluster.knobs().allNodes() + 1];
  }

  void start() {
    for (int partition = 1; partition < written.length; partition++) {
      write(partition);
      // A bare core has nothing else.
      ticket[partition] = !cluster.options().wholeNodes();
      read[partition][LEADER] = !cluster.options().wholeNodes();
      if (cluster.options().wholeNodes()) {
        openTicket(partition);
        read(partition, LEADER);
      }
    }
  }

  /** A member that lags catches up only when the clients let it. */
  void readEverywhere() {
    for (int partition = 1; partition < written.length; partition++) {
      for (SimNode node : core) {
        read(partition, node.id());
      }
    }
  }

  private void write(int partition) {
    probe(0, partition, CallKind.PROPOSE, done -> {
      written[partition] = done;
      if (!done) {
        write(partition);
      }
    });
  }

  private void openTicket(int partition) {
    probe(LEADER, partition, CallKind.TICKET, done -> {
      ticket[partition] = done;
      if (!done) {
        openTicket(partition);
      }
    });
  }

  /** A node that is no member may never hear of a leader; whether it is one may still change. */
  private void read(int partition, int node) {
    probe(node, partition, CallKind.READ, done -> {
      read[partition][node] = done;
      if (!done && !(node == LEADER ? leadersFresh() : everywhereFresh())) {
        read(partition, node);
      }
    });
  }

  private void probe(int node, int partition, CallKind kind, Heard heard) {
    // Often enough to find out soon, seldom enough for a cluster that has other work.
    long at = Clients.after(world, random.between(1, cluster.knobs().election()));
    world.at(Clients.nanos(at), () -> {
      long timeout = 8 * (cluster.knobs().netMax() + cluster.knobs().diskSync())
          + 4 * cluster.knobs().slowLatency();
      Call call =
          new Call(at, 0, node, partition, 1, timeout, random.nextLong(), kind, 0, LIFETIME);
      cluster
          .clients()
          .probe(
              call, (answered, end) -> heard.heard(end.isPresent() && end.get().done()));
    });
  }

  private interface Heard {
    void heard(boolean done);
  }

  private boolean isMember(int partition, int node) {
    return cluster.oracles().members(partition).contains(node);
  }

  boolean leadersFresh() {
    for (int partition = 1; partition < written.length; partition++) {
      if (!written[partition] || !ticket[partition] || !read[partition][LEADER]) {
        return false;
      }
    }
    return true;
  }

  boolean everywhereFresh() {
    for (int partition = 1; partition < written.length; partition++) {
      for (SimNode node : core) {
        if (!read[partition][node.id()] && isMember(partition, node.id())) {
          return false;
        }
      }
    }
    return true;
  }
}
