package io.quorate.sim;

import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.sim.History.Operation;
import io.quorate.sim.schedule.Call;
import io.quorate.sim.schedule.CallKind;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Mark;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A read past the log, at one node. */
final class QueryCall extends ClientCall {
  private static final long MICRO = 1_000;

  private final Operation operation;
  private final Workload.Query query;
  private final long staleNanos;
  private final long mustSee;
  private long saw = -1;

  QueryCall(
      Cluster cluster,
      SimNode node,
      Call call,
      Operation operation,
      Workload.Query query,
      Listener heard) {
    super(cluster, node, call.partition(), List.of(operation), heard);
    this.operation = operation;
    this.query = query;
    this.staleNanos = call.kind() == CallKind.READ_STALE ? call.staleBound() * MICRO : 0;
    this.mustSee = cluster.oracles().committedAt(partition, freshFrom());
  }

  /** The bound is one of the node's own clock. */
  private long freshFrom() {
    return staleNanos == 0 || node == null || !node.up()
        ? world.now()
        : node.clock().whenShowed(node.clock().nanoTime() - staleNanos) - MICRO;
  }

  ReadConsistency consistency() {
    return operation.kind == CallKind.READ
        ? ReadConsistency.linearizable()
        : ReadConsistency.staleWithin(Duration.ofNanos(staleNanos));
  }

  /** What the node is to run; on its apply lane. */
  Supplier<Object> query() {
    SimApplication application = node.application();
    return () -> {
      saw = cluster.oracles().applied(node.id(), partition);
      if (saw < mustSee) {
        cluster
            .oracles()
            .readStale(
                partition,
                this + " is answered with " + saw + " applied, but " + mustSee
                    + " was committed when it had to be that fresh");
      }
      return application.answer(partition(), query);
    };
  }

  void answered(ReadResult<Object> result, Throwable error) {
    if (!answered(error)) {
      return;
    }
    world.note(Event.OUTCOME, node.id(), partition, operation.number, 0, result);
    if (result instanceof ReadResult.Served<Object> served) {
      served(served);
    } else {
      world.record(Event.OUTCOME, node.id(), partition, operation.number, -1);
      operation.failed(world.now());
      world.count(Mark.READS_REFUSED);
    }
    Optional<End> end = Optional.of(new End(
        result.success(),
        result instanceof ReadResult.NotServed<Object> not ? not.leader() : Optional.empty()));
    report(end);
  }

  private void served(ReadResult.Served<Object> served) {
    world.record(Event.OUTCOME, node.id(), partition, operation.number, served.index());
    operation.committed(world.now(), served.index(), served.value());
    if (operation.kind == CallKind.READ_STALE) {
      world.count(Mark.READS_STALE);
    } else {
      world.count(Mark.READS);
      if (node.ledTerm(partition) == 0) {
        world.count(Mark.READS_AT_FOLLOWERS);
      }
    }
    if (served.index() > saw) {
      world.fail(
          "I21",
          partition,
          this + " is said to see everything up to " + served.index() + ", but " + saw
              + " was applied");
    }
  }

  @Override
  void lost() {
    operation.failed(world.now());
  }

  @Override
  public String toString() {
    return "the read " + operation.number + " at node " + (node == null ? 0 : node.id());
  }
}
