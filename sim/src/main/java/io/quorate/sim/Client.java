package io.quorate.sim;

import io.quorate.Leader;
import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.CallKind;
import io.quorate.sim.schedule.Traffic;
import io.quorate.sim.world.SimRandom;
import io.quorate.sim.world.World;
import java.util.Optional;

/**
 * A client that draws its calls: proposes, waits, thinks, proposes again. It follows hints to
 * leaders, forgets them when they do not help, and goes astray now and then.
 */
final class Client {
  private static final int MAX_DOUBLINGS = 6;

  private final Cluster cluster;
  private final World world;
  private final Traffic traffic;
  private final int number;
  private final SimRandom random;
  private final SimRandom kinds;
  private final int[] hints;
  private int inVain;
  private boolean stopped;

  Client(Cluster cluster, Traffic traffic, int number) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.traffic = traffic;
    this.number = number;
    this.random = world.streams().stream("client/" + number);
    this.kinds = world.streams().stream("client/" + number + "/kinds");
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
    long pause = random.between(traffic.think() / 16, traffic.think());
    long at = Clients.after(world, pause << Math.min(inVain, MAX_DOUBLINGS));
    world.at(Clients.nanos(at), () -> call(at));
  }

  private void call(long at) {
    if (stopped) {
      return;
    }
    int partition = (int) random.between(1, cluster.knobs().partitions());
    int count = (int) random.skewed(1, traffic.batchMax());
    boolean astray = random.chance(traffic.strayPermille());
    int any = (int) random.between(1, cluster.knobs().allNodes());
    int node = astray || hints[partition] == 0 ? any : hints[partition];
    long timeout = random.between(traffic.timeout() / 2, traffic.timeout());
    long noise = random.nextLong();
    CallKind kind = kind();
    // Any node can be read at.
    int where = kind.reads() && kinds.chance(500) ? any : node;
    Call call = new Call(
        at,
        number,
        where,
        partition,
        kind.reads() ? 1 : count,
        timeout,
        noise,
        kind,
        kind == CallKind.READ_STALE ? kinds.between(0, traffic.staleBound()) : 0,
        kind == CallKind.TICKET ? kinds.between(1, traffic.ticketLifetime()) : 0);
    cluster.clients().make(call, (answered, end) -> heard(partition, where, end));
  }

  private CallKind kind() {
    long draw = kinds.nextLong(1000);
    if (draw < traffic.readPermille()) {
      return CallKind.READ;
    }
    draw -= traffic.readPermille();
    if (draw < traffic.staleReadPermille()) {
      return CallKind.READ_STALE;
    }
    draw -= traffic.staleReadPermille();
    return draw < traffic.ticketPermille() ? CallKind.TICKET : CallKind.PROPOSE;
  }

  private void heard(int partition, int node, Optional<ClientCall.End> end) {
    if (end.isEmpty()) {
      inVain++;
      hints[partition] = 0;
    } else if (end.get().done()) {
      inVain = 0;
      hints[partition] = node;
    } else {
      hints[partition] = end.get().leader().map(Leader::nodeId).orElse(0);
    }
    think();
  }
}
