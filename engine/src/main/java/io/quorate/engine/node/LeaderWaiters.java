package io.quorate.engine.node;

import io.quorate.Leader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Those who wait until a leader is known, or has been known for a while. Touched by the event loop
 * alone.
 */
final class LeaderWaiters {
  private record Waiter(
      CompletableFuture<Optional<Leader>> future, long stableNanos, long deadline) {}

  private final NodeContext context;
  private final List<Waiter> waiters = new ArrayList<>();

  LeaderWaiters(NodeContext context) {
    this.context = context;
  }

  void add(CompletableFuture<Optional<Leader>> future, long stableNanos, long deadline) {
    waiters.add(new Waiter(future, stableNanos, deadline));
  }

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  /** Answers those whose wish is fulfilled or whose time is over. */
  void check(Optional<Leader> leader, long knownSince, long now) {
    for (Iterator<Waiter> i = waiters.iterator(); i.hasNext(); ) {
      Waiter waiter = i.next();
      boolean fulfilled = leader.isPresent() && now - knownSince >= waiter.stableNanos();
      if (fulfilled || now >= waiter.deadline()) {
        i.remove();
        Optional<Leader> answer = fulfilled ? leader : Optional.empty();
        context.answers.execute(() -> waiter.future().complete(answer));
      }
    }
  }

  /** When {@link #check} is due. */
  long nextDeadline(Optional<Leader> leader, long knownSince) {
    long next = Long.MAX_VALUE;
    for (Waiter waiter : waiters) {
      next = Math.min(next, waiter.deadline());
      if (leader.isPresent()) {
        next = Math.min(next, knownSince + waiter.stableNanos());
      }
    }
    return next;
  }

  void end() {
    for (Waiter waiter : waiters) {
      context.answers.execute(() -> waiter.future().complete(Optional.empty()));
    }
    waiters.clear();
  }
}
