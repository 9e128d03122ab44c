package io.quorate.sim;

import io.quorate.Leader;
import io.quorate.Proposal;
import io.quorate.ReplicationResult;
import io.quorate.sim.schedule.Workload;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client: proposes, waits, thinks, proposes again. It follows hints to leaders, forgets them when
 * they do not help, and goes astray now and then.
 */
final class Client {
  private static final long MICRO = 1_000;
  private static final long GRACE = 5_000_000_000L;
  private static final int MAX_DOUBLINGS = 6;

  private final Cluster cluster;
  private final World world;
  private final Workload workload;
  private final SimRandom random;
  private final int[] hints;
  private int inVain;
  private boolean stopped;

  Client(Cluster cluster, Workload workload, int number) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.workload = workload;
    this.random = world.streams().stream("client/" + number);
    this.hints = new int[cluster.knobs().partitions() + 1];
  }

  void start() {
    think();
  }

  /** Begins no further call. */
  void stop() {
    stopped = true;
  }

  /** Who gets no answers asks less often: a cluster that cannot keep up is not to be drowned. */
  private void think() {
    long pause = random.between(workload.think() / 16, workload.think());
    world.after(MICRO * (pause << Math.min(inVain, MAX_DOUBLINGS)), this::call);
  }

  private void call() {
    if (stopped) {
      return;
    }
    int partition = (int) random.between(1, cluster.knobs().partitions());
    int count = (int) random.skewed(1, workload.batchMax());
    boolean astray = random.chance(workload.strayPermille());
    int any = (int) random.between(1, cluster.knobs().nodes());
    SimNode node = cluster.node(astray || hints[partition] == 0 ? any : hints[partition]);
    List<Proposal> proposals = new ArrayList<>();
    long first = 0;
    for (int i = 0; i < count; i++) {
      long operation = cluster.history().begin(partition);
      first = i == 0 ? operation : first;
      proposals.add(new Proposal("op", payload(operation)));
    }
    long timeout = MICRO * random.between(workload.timeout() / 2, workload.timeout());
    world.record(Event.PROPOSE, node.id(), partition, first, count);
    ClientCall call = new ClientCall(cluster, node, partition, first, count, this::heard);
    if (!node.up()) {
      // Nobody took it: it certainly failed.
      for (int i = 0; i < count; i++) {
        cluster.history().end(first + i, History.Outcome.FAILED);
      }
      heard(call, Optional.empty());
      return;
    }
    node.opened(call);
    // A paused node takes the call when it goes on.
    node.process()
        .run(() -> node.subject()
            .propose(partition, proposals, Duration.ofNanos(timeout))
            .whenComplete((results, error) -> {
              if (!call.node().process().dead() && !call.ended()) {
                call.answered(results, error);
              }
            }));
    world.after(timeout + 200_000 * MICRO, call::giveUp);
    expectEnd(call, world.now() + timeout + GRACE);
  }

  /** Every call ends (rule 5), a bounded time after its timeout or after its node was resumed. */
  private void expectEnd(ClientCall call, long deadline) {
    world.at(deadline, () -> {
      if (call.ended()) {
        return;
      }
      long resumed = call.node().resumedAt() + GRACE;
      if (call.node().paused()) {
        expectEnd(call, world.now() + GRACE);
      } else if (resumed > world.now()) {
        expectEnd(call, resumed);
      } else {
        world.fail("L5", call.partition(), call + " has not ended in time");
      }
    });
  }

  private byte[] payload(long operation) {
    byte[] bytes = new byte[Long.BYTES + (int) random.nextLong(workload.payloadMax())];
    ByteBuffer.wrap(bytes).putLong(operation);
    return bytes;
  }

  private void heard(ClientCall call, Optional<List<ReplicationResult>> results) {
    int partition = call.partition();
    ReplicationResult last =
        results.isPresent() ? results.get().get(results.get().size() - 1) : null;
    if (last instanceof ReplicationResult.Committed) {
      inVain = 0;
      hints[partition] = call.node().id();
      cluster.fresh(partition);
    } else if (last instanceof ReplicationResult.NotCommitted refused) {
      hints[partition] = refused.leader().map(Leader::nodeId).orElse(0);
    } else {
      inVain++;
      hints[partition] = 0;
    }
    think();
  }
}
