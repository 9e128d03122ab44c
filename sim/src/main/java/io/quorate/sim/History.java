package io.quorate.sim;

import io.quorate.Proposal;
import io.quorate.sim.schedule.CallKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What clients asked for and what they heard. Operations are numbered from 1. */
final class History {
  /** What a client knows of an operation. */
  enum Outcome {
    /** Nothing yet, or nothing for sure. */
    UNKNOWN,
    /** It is in the log. */
    COMMITTED,
    /** It is not, and never will be. */
    FAILED
  }

  /** One operation of a client. */
  static final class Operation {
    final long number;
    final int client;
    final int node;
    final int partition;
    final Proposal proposal;
    final long invokedAt;
    final CallKind kind;
    Outcome outcome = Outcome.UNKNOWN;
    long returnedAt = Long.MAX_VALUE;
    long index;
    Object response;

    /** Whether the workload's model can say what the answer must be. */
    boolean modelled = true;

    private Operation(
        long number,
        int client,
        int node,
        int partition,
        Proposal proposal,
        long invokedAt,
        CallKind kind) {
      this.number = number;
      this.client = client;
      this.node = node;
      this.partition = partition;
      this.proposal = proposal;
      this.invokedAt = invokedAt;
      this.kind = kind;
    }

    void committed(long now, long atIndex, Object withResponse) {
      outcome = Outcome.COMMITTED;
      returnedAt = now;
      index = atIndex;
      response = withResponse;
    }

    void failed(long now) {
      outcome = Outcome.FAILED;
      returnedAt = now;
    }
  }

  private final List<Operation> operations = new ArrayList<>();

  Operation begin(int client, int node, int partition, Proposal proposal, long now, CallKind kind) {
    Operation operation =
        new Operation(operations.size() + 1L, client, node, partition, proposal, now, kind);
    operations.add(operation);
    return operation;
  }

  long count() {
    return operations.size();
  }

  Operation operation(long number) {
    return operations.get((int) number - 1);
  }

  List<Operation> operations() {
    return operations;
  }

  /**
   * The history as a check of it takes it. What may be stale has no place in any order, and reads
   * that came to nothing have done nothing.
   */
  io.quorate.sim.check.History<Asked, Optional<Object>> forCheck() {
    List<io.quorate.sim.check.Operation<Asked, Optional<Object>>> all = new ArrayList<>();
    for (Operation operation : operations) {
      boolean read = operation.kind == CallKind.READ;
      if (operation.kind == CallKind.READ_STALE
          || read && (operation.outcome != Outcome.COMMITTED || !operation.modelled)) {
        continue;
      }
      Asked asked = new Asked(operation.partition, operation.proposal);
      all.add(
          switch (operation.outcome) {
            case COMMITTED ->
              io.quorate.sim.check.Operation.ok(
                  operation.client,
                  operation.invokedAt,
                  operation.returnedAt,
                  asked,
                  Optional.ofNullable(operation.response));
            case FAILED ->
              io.quorate.sim.check.Operation.failed(
                  operation.client, operation.invokedAt, operation.returnedAt, asked);
            case UNKNOWN ->
              io.quorate.sim.check.Operation.unknown(operation.client, operation.invokedAt, asked);
          });
    }
    return new io.quorate.sim.check.History<>(all);
  }
}
