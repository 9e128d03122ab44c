package io.quorate.sim;

import io.quorate.StateMachine;
import io.quorate.sim.file.LogOpener;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Checks;
import io.quorate.spi.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Runs clusters in virtual time: unmodified nodes, simulated networks, disks and clocks, faults,
 * and checks after every step. A run is a pure function of what runs and of its {@link Schedule}:
 * equal schedules give equal runs, on every machine.
 *
 * <pre>{@code
 * Simulation.of(MyStateMachine::new)
 *     .workload(MyWorkload::new)
 *     .faults(Profile.EVERYTHING)
 *     .run(seed)
 *     .assertNoViolation();
 * }</pre>
 *
 * <p>Immutable: every method that sets something returns another simulation. Runs share nothing, so
 * several may run at a time: the engine alone on its caller's thread, anything else on a thread of
 * the run's own, so that what blocks is noticed. A state machine under simulation must do its work
 * on the thread that calls it and return: it is told to fail now and then, it is started again
 * after crashes, and if it starts threads, waits for real time, or answers differently on two
 * nodes, the run says so.
 */
public final class Simulation {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RunOptions options;
  private final Profile profile;
  private final UnaryOperator<Knobs> knobs;

  private Simulation(RunOptions options, Profile profile, UnaryOperator<Knobs> knobs) {
    this.options = options;
    this.profile = profile;
    this.knobs = knobs;
  }

  /**
   * A simulation of the simulator's own application, {@link Registers}: of the engine.
   *
   * @return with the full mix of faults
   */
  public static Simulation ofEngine() {
    return new Simulation(RunOptions.ENGINE, Profile.FULL, UnaryOperator.identity());
  }

  /**
   * A simulation of a state machine of one's own. Without a {@link #workload} its clients propose
   * small random bytes, of type {@code random}.
   *
   * @param machines makes the state machine of a process; called at every start of a node
   * @return with the full mix of faults
   */
  public static Simulation of(Supplier<? extends StateMachine> machines) {
    Objects.requireNonNull(machines, "machines");
    return new Simulation(
        RunOptions.ENGINE.withApplication(
            schedule -> machines.get(), schedule -> new RandomBytes()),
        Profile.FULL,
        UnaryOperator.identity());
  }

  /**
   * Says what the clients ask for.
   *
   * @param workloads makes the workload of a run
   * @return another simulation
   */
  public Simulation workload(Supplier<? extends Workload> workloads) {
    Objects.requireNonNull(workloads, "workloads");
    return new Simulation(
        options.withApplication(options.machines(), schedule -> workloads.get()), profile, knobs);
  }

  /**
   * Runs a log of one's own below the simulated disks: it gets every batch when that becomes
   * durable, is killed with its process, and loses power with its node; what it says is compared
   * with what is durable, at every opening and every read. It must do all its work on the thread
   * that calls it, on the files that it is given. What becomes of half a write is another question:
   * {@link io.quorate.sim.powerloss.PowerLossSweep}.
   *
   * @param log opens it, once for each process
   * @return another simulation
   */
  public Simulation wal(LogOpener log) {
    return new Simulation(options.withLog(Objects.requireNonNull(log, "log")), profile, knobs);
  }

  /**
   * Puts a transport of one's own around each node's end of the simulated network, such as one that
   * signs frames or compresses them. It must do all its work on the thread that calls it. Where the
   * network cannot read what it sends, faults that choose frames by what is in them find none (loss
   * by type or group, elections that come again); all others work. Frames for another node are then
   * not looked for.
   *
   * @param around makes the transport of a process from the simulated one
   * @return another simulation
   */
  public Simulation transport(UnaryOperator<Transport> around) {
    return new Simulation(
        options.withTransport(Objects.requireNonNull(around, "around")), profile, knobs);
  }

  /**
   * Fixes the number of nodes, which is drawn otherwise.
   *
   * @param nodes from 1 to 9
   * @return another simulation
   * @throws IllegalArgumentException if the number is out of range
   */
  public Simulation nodes(int nodes) {
    if (nodes < 1 || nodes > Knobs.MAX_NODES) {
      throw new IllegalArgumentException(
          nodes + " nodes cannot be simulated: 1 to " + Knobs.MAX_NODES + " can");
    }
    return with(k -> k.withNodes(nodes));
  }

  /**
   * Fixes the number of application partitions, which is drawn otherwise.
   *
   * @param partitions from 1 to 64
   * @return another simulation
   * @throws IllegalArgumentException if the number is out of range
   */
  public Simulation partitions(int partitions) {
    if (partitions < 1 || partitions > Knobs.MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          partitions + " partitions cannot be simulated: 1 to " + Knobs.MAX_PARTITIONS + " can");
    }
    return with(k -> k.withPartitions(partitions));
  }

  private Simulation with(UnaryOperator<Knobs> change) {
    return new Simulation(options, profile, k -> change.apply(knobs.apply(k)));
  }

  /**
   * Says which faults there are.
   *
   * @param newProfile the profile
   * @return another simulation
   */
  public Simulation faults(Profile newProfile) {
    return new Simulation(options, Objects.requireNonNull(newProfile, "profile"), knobs);
  }

  /**
   * Says which checks may end a run.
   *
   * @param checks all of them, unless something else is asked for
   * @return another simulation
   */
  public Simulation checks(Checks checks) {
    return new Simulation(
        options.withChecks(Objects.requireNonNull(checks, "checks")), profile, knobs);
  }

  /**
   * Remembers every event of a run instead of the last few hundred, for a report. Such runs are
   * slower, and equal to the others in everything else.
   *
   * @return another simulation
   */
  public Simulation traceAll() {
    return new Simulation(options.withFullTrace(), profile, knobs);
  }

  /**
   * The schedule of a seed, with the profile and the fixed settings of this simulation.
   *
   * @param seed any number
   * @return the same for the same seed
   */
  public Schedule schedule(long seed) {
    return Schedule.random(seed, profile, knobs);
  }

  /**
   * Runs the schedule of a seed.
   *
   * @param seed any number
   * @return what came of it
   */
  public SimulationResult run(long seed) {
    return run(schedule(seed));
  }

  /**
   * Runs a schedule as it is: its knobs count, not the settings of this simulation.
   *
   * @param schedule the schedule
   * @return what came of it
   */
  public SimulationResult run(Schedule schedule) {
    return run(schedule, options);
  }

  /**
   * The profile of faults.
   *
   * @return as it was set
   */
  public Profile profile() {
    return profile;
  }

  static SimulationResult run(Schedule schedule, RunOptions options) {
    return options.guests()
        ? Watchdog.run(schedule, options, PATIENCE)
        : new Run(schedule, options).execute();
  }
}
