package io.quorate.sim;

import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.World;
import java.util.function.LongConsumer;

/**
 * One run: a cluster lives through a schedule, is healed, and must recover.
 *
 * <pre>
 *   formation, clients, faults ──▶ heal ──▶ a leader and a fresh write for each partition
 *     ──▶ clients stop ──▶ every call has ended, all replicas are equal ──▶ quiet
 * </pre>
 */
final class Run {
  private static final long MICRO = 1_000;

  private final Schedule schedule;
  private final World world;
  private final Cluster cluster;
  private final LongConsumer progress;
  private final boolean guests;

  Run(Schedule schedule, RunOptions options) {
    this(schedule, options, now -> {});
  }

  /** Tells the virtual time now and then. */
  Run(Schedule schedule, RunOptions options, LongConsumer progress) {
    this.progress = progress;
    this.schedule = schedule;
    this.guests = options.guests();
    this.world = new World(schedule.seed(), options.traceCapacity());
    this.cluster = new Cluster(world, schedule, options);
  }

  SimulationResult execute() {
    cluster.start();
    Recovery recovery = new Recovery(cluster, schedule, progress);
    recovery.runUntil(schedule.faultsEnd() * MICRO);
    if (world.violation().isEmpty()) {
      recovery.recover();
    }
    return new SimulationResult(
        schedule,
        world.violation(),
        world.counters(),
        world.digest(),
        world.now(),
        world.executed(),
        cluster.clients().made(),
        world.trace(),
        guests);
  }
}
