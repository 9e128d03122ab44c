package io.quorate.sim;

import io.quorate.StateMachine;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.world.Checks;
import io.quorate.sim.world.Trace;
import java.util.function.Function;

/**
 * What a run needs besides its schedule. The engine, its own application and all checks, unless
 * something else is asked for.
 *
 * @param nodes makes the nodes
 * @param machines makes the state machine of each process
 * @param workload makes what the clients ask for
 * @param checks which checks may end the run
 * @param lyingDisks whether disks say that they have synced when they have not
 * @param watched whether the application is somebody else's, who may block or start threads
 * @param traceCapacity how many of the last events are remembered
 */
record RunOptions(
    Subject.Factory nodes,
    Function<Schedule, ? extends StateMachine> machines,
    Function<Schedule, ? extends Workload> workload,
    Checks checks,
    boolean lyingDisks,
    boolean watched,
    int traceCapacity) {

  static final RunOptions ENGINE = new RunOptions(
      EngineSubject::new,
      schedule -> new Registers(schedule.knobs().partitions()),
      schedule -> Registers.workload(schedule.traffic().payloadMax()),
      Checks.ALL,
      false,
      false,
      Trace.SHORT);

  /** Whether the engine's nodes run: with all that belongs to a node, such as forming a cluster. */
  boolean wholeNodes() {
    return nodes == ENGINE.nodes;
  }

  RunOptions withNodes(Subject.Factory factory) {
    return new RunOptions(factory, machines, workload, checks, lyingDisks, watched, traceCapacity);
  }

  RunOptions withApplication(
      Function<Schedule, ? extends StateMachine> newMachines,
      Function<Schedule, ? extends Workload> newWorkload) {
    return new RunOptions(nodes, newMachines, newWorkload, checks, lyingDisks, true, traceCapacity);
  }

  RunOptions withChecks(Checks newChecks) {
    return new RunOptions(nodes, machines, workload, newChecks, lyingDisks, watched, traceCapacity);
  }

  RunOptions withLyingDisks() {
    return new RunOptions(nodes, machines, workload, checks, true, watched, traceCapacity);
  }

  /** Remembers every event, for a report. */
  RunOptions withFullTrace() {
    return new RunOptions(nodes, machines, workload, checks, lyingDisks, watched, Trace.ALL);
  }
}
