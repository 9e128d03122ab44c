package io.quorate.sim;

import io.quorate.StateMachine;
import io.quorate.sim.file.LogOpener;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Checks;
import io.quorate.sim.world.Trace;
import io.quorate.spi.Transport;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a run needs besides its schedule. The engine, its own application and all checks, unless
 * something else is asked for.
 *
 * @param nodes makes the nodes
 * @param machines makes the state machine of each process
 * @param workload makes what the clients ask for
 * @param log the log that runs below the simulated disks; empty for none
 * @param transport what is around each node's end of the network; empty for nothing
 * @param checks which checks may end the run
 * @param lyingDisks whether disks say that they have synced when they have not
 * @param guests whether somebody else's code runs, which may block or start threads
 * @param traceCapacity how many of the last events are remembered
 */
record RunOptions(
    Subject.Factory nodes,
    Function<Schedule, ? extends StateMachine> machines,
    Function<Schedule, ? extends Workload> workload,
    Optional<LogOpener> log,
    Optional<UnaryOperator<Transport>> transport,
    Checks checks,
    boolean lyingDisks,
    boolean guests,
    int traceCapacity) {

  static final RunOptions ENGINE = new RunOptions(
      EngineSubject::new,
      schedule -> new Registers(schedule.knobs().partitions()),
      schedule -> Registers.workload(schedule.traffic().payloadMax()),
      Optional.empty(),
      Optional.empty(),
      Checks.ALL,
      false,
      false,
      Trace.SHORT);

  /** Whether the engine's nodes run: with all that belongs to a node, such as forming a cluster. */
  boolean wholeNodes() {
    return nodes == ENGINE.nodes;
  }

  RunOptions withNodes(Subject.Factory factory) {
    return new RunOptions(
        factory, machines, workload, log, transport, checks, lyingDisks, guests, traceCapacity);
  }

  RunOptions withApplication(
      Function<Schedule, ? extends StateMachine> newMachines,
      Function<Schedule, ? extends Workload> newWorkload) {
    return new RunOptions(
        nodes, newMachines, newWorkload, log, transport, checks, lyingDisks, true, traceCapacity);
  }

  RunOptions withLog(LogOpener newLog) {
    return new RunOptions(
        nodes,
        machines,
        workload,
        Optional.of(newLog),
        transport,
        checks,
        lyingDisks,
        true,
        traceCapacity);
  }

  RunOptions withTransport(UnaryOperator<Transport> around) {
    return new RunOptions(
        nodes,
        machines,
        workload,
        log,
        Optional.of(around),
        checks,
        lyingDisks,
        true,
        traceCapacity);
  }

  RunOptions withChecks(Checks newChecks) {
    return new RunOptions(
        nodes, machines, workload, log, transport, newChecks, lyingDisks, guests, traceCapacity);
  }

  RunOptions withLyingDisks() {
    return new RunOptions(
        nodes, machines, workload, log, transport, checks, true, guests, traceCapacity);
  }

  /** Remembers every event, for a report. */
  RunOptions withFullTrace() {
    return new RunOptions(
        nodes, machines, workload, log, transport, checks, lyingDisks, guests, Trace.ALL);
  }
}
