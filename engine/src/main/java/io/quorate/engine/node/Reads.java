package io.quorate.engine.node;

import io.quorate.ReadStatus;
import io.quorate.engine.raft.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * One partition's readers. All that come while a question to the leader is under way share the next
 * one: however many there are, one question is open at a time. Touched by the event loop alone; the
 * queries run on the apply lane.
 */
final class Reads {
  private final NodeContext context;
  private List<ReadCall<?>> waiting = new ArrayList<>();
  private List<ReadCall<?>> asking = new ArrayList<>();
  private final List<ReadCall<?>> known = new ArrayList<>();

  private final ServedReads served;

  private boolean questionOpen;
  private long askedAt;
  private long nextExpiry = Long.MAX_VALUE;

  /** Everything that was committed at {@code freshAt} is at or below {@code freshIndex}. */
  private long freshAt;

  private long freshIndex = -1;

  /** {@code halfApplied} is asked on the apply lane: whether the state is none to be read. */
  Reads(NodeContext context, int partition, ReadLease lease, BooleanSupplier halfApplied) {
    this.context = context;
    this.served = new ServedReads(
        context.applyLane(partition),
        () -> context.isRunning() && !halfApplied.getAsBoolean(),
        lease::holds);
  }

  void add(ReadCall<?> call, long now) {
    nextExpiry = Math.min(nextExpiry, call.deadline());
    if (freshIndex >= 0 && now - freshAt <= call.staleNanos() && call.staleNanos() > 0) {
      call.needs(freshIndex);
      known.add(call);
    } else {
      waiting.add(call);
    }
  }

  /**
   * The lease holds now, and so much is committed: who waits need not ask. Not so who was let down
   * by a lease before: such a read ends by what a quorum says.
   */
  void knownByLease(long index, long now) {
    if (waiting.isEmpty()) {
      return;
    }
    freshAt = now;
    freshIndex = index;
    for (ReadCall<?> call : taken(waiting, ReadCall::mayUseLease)) {
      call.needsByLease(index);
      known.add(call);
    }
  }

  /** The question to put, if somebody has one and none is open. */
  Optional<Input> question(long now) {
    if (questionOpen || waiting.isEmpty()) {
      return Optional.empty();
    }
    questionOpen = true;
    askedAt = now;
    asking = waiting;
    waiting = new ArrayList<>();
    return Optional.of(new Input.ReadIndex(this));
  }

  /** The open question has been answered. Says whether there is another. */
  boolean answered(long index) {
    questionOpen = false;
    freshAt = askedAt;
    freshIndex = index;
    for (ReadCall<?> call : asking) {
      call.needs(index);
      known.add(call);
    }
    asking = new ArrayList<>();
    return !waiting.isEmpty();
  }

  /** So much has been applied: some may read now. */
  void serve(long appliedIndex) {
    List<ReadCall<?>> ready =
        known.isEmpty() ? List.of() : taken(known, call -> call.index() <= appliedIndex);
    if (!ready.isEmpty() || served.waits()) {
      served.add(ready);
    }
  }

  /** Ends those whose time is over. */
  void expire(long now) {
    if (now < nextExpiry) {
      return;
    }
    List<ReadCall<?>> expired = new ArrayList<>();
    nextExpiry = Long.MAX_VALUE;
    for (List<ReadCall<?>> calls : List.of(waiting, asking, known)) {
      expired.addAll(taken(calls, call -> call.deadline() <= now));
      for (ReadCall<?> call : calls) {
        nextExpiry = Math.min(nextExpiry, call.deadline());
      }
    }
    expired.addAll(served.expired(now));
    nextExpiry = Math.min(nextExpiry, served.nextExpiry());
    refuse(expired, ReadStatus.TIMED_OUT);
  }

  long nextExpiry() {
    return nextExpiry;
  }

  void end(ReadStatus status) {
    List<ReadCall<?>> all = new ArrayList<>(waiting);
    all.addAll(asking);
    all.addAll(known);
    all.addAll(served.expired(Long.MAX_VALUE));
    waiting.clear();
    asking.clear();
    known.clear();
    refuse(all, status);
  }

  private void refuse(List<ReadCall<?>> calls, ReadStatus status) {
    if (!calls.isEmpty()) {
      context.answers.execute(() -> calls.forEach(call -> call.refuse(status)));
    }
  }

  private static List<ReadCall<?>> taken(List<ReadCall<?>> calls, Predicate<ReadCall<?>> which) {
    List<ReadCall<?>> taken = new ArrayList<>();
    calls.removeIf(call -> which.test(call) && taken.add(call));
    return taken;
  }
}
