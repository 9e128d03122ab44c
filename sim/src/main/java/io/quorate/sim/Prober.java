package io.quorate.sim;

import io.quorate.ReplicationResult;
import io.quorate.sim.schedule.Call;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;

/**
 * Sees whether every partition takes fresh writes, once all is healed: writes to the leader of each
 * until one is acknowledged, whatever the clients do.
 */
final class Prober {
  private final Cluster cluster;
  private final World world;
  private final SimRandom random;
  private final boolean[] fresh;

  Prober(Cluster cluster) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.random = world.streams().stream("prober");
    this.fresh = new boolean[cluster.knobs().partitions() + 1];
  }

  void start() {
    for (int partition = 1; partition < fresh.length; partition++) {
      again(partition);
    }
  }

  private void again(int partition) {
    // Often enough to find out soon, seldom enough for a cluster that has other work.
    long at = Clients.after(world, random.between(1, cluster.knobs().election()));
    world.at(Clients.nanos(at), () -> probe(partition, at));
  }

  private void probe(int partition, long at) {
    long timeout = 8 * (cluster.knobs().netMax() + cluster.knobs().diskSync())
        + 4 * cluster.knobs().slowLatency();
    Call call = new Call(at, 0, 0, partition, 1, timeout, random.nextLong());
    cluster.clients().probe(call, (answered, results) -> {
      boolean committed = Clients.last(results).orElse(null) instanceof ReplicationResult.Committed;
      if (committed) {
        fresh[partition] = true;
      } else {
        again(partition);
      }
    });
  }

  boolean allFresh() {
    for (int partition = 1; partition < fresh.length; partition++) {
      if (!fresh[partition]) {
        return false;
      }
    }
    return true;
  }
}
