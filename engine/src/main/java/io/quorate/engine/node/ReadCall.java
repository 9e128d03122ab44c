package io.quorate.engine.node;

import io.quorate.ReadConsistency;
import io.quorate.ReadResult;
import io.quorate.ReadStatus;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** One read of the application's. Ends once, wherever that may be. */
final class ReadCall<T> {
  private final PartitionHost host;
  private final Supplier<T> query;
  private final long staleNanos;
  private final long deadline;
  private final CompletableFuture<ReadResult<T>> future = new CompletableFuture<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private long index;
  private boolean byLease;
  private boolean mayUseLease;

  ReadCall(PartitionHost host, ReadConsistency consistency, Supplier<T> query, long deadline) {
    this.host = host;
    this.query = query;
    this.deadline = deadline;
    this.staleNanos =
        consistency instanceof ReadConsistency.StaleWithin stale ? saturatedNanos(stale) : 0;
    this.mayUseLease = true;
  }

  private static long saturatedNanos(ReadConsistency.StaleWithin stale) {
    try {
      return stale.bound().toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE; // more than 292 years
    }
  }

  CompletableFuture<ReadResult<T>> future() {
    return future;
  }

  /** What is missing may have been committed so long ago. */
  long staleNanos() {
    return staleNanos;
  }

  long deadline() {
    return deadline;
  }

  boolean isDone() {
    return ended.get();
  }

  /** What has to be applied before the query may run. */
  long index() {
    return index;
  }

  void needs(long newIndex) {
    index = newIndex;
    byLease = false;
  }

  /** Whether the lease was not over yet when it was last looked at. */
  boolean mayUseLease() {
    return mayUseLease;
  }

  /**
   * The lease says that nothing else is committed. What has been committed before the read was
   * asked for it sees in any case; but it is not to run when another leader may have gone on, so
   * the lane looks again.
   */
  void needsByLease(long newIndex) {
    index = newIndex;
    byLease = staleNanos == 0;
  }

  boolean byLease() {
    return byLease;
  }

  /** On the apply lane: the lease was over before the query's turn came. Asks a quorum instead. */
  void leaseIsOver() {
    byLease = false;
    mayUseLease = false;
    host.loop().execute(() -> host.read(this));
  }

  /** On the apply lane. Nothing that the application throws gets any further. */
  void serve() {
    if (isDone()) {
      return;
    }
    if (byLease) {
      host.readsByLease();
    }
    ReadResult<T> result;
    try {
      result = new ReadResult.Served<>(query.get(), index);
    } catch (Throwable e) {
      result = new ReadResult.NotServed<>(ReadStatus.QUERY_FAILED, host.leader(), Optional.of(e));
    }
    end(result);
  }

  /** Not on an event loop: callers' code may run here. */
  void refuse(ReadStatus status) {
    end(new ReadResult.NotServed<>(status, host.leader(), Optional.empty()));
  }

  private void end(ReadResult<T> result) {
    // Not by the future, which is the caller's to complete, too.
    if (ended.compareAndSet(false, true)) {
      host.readEnded();
      future.complete(result);
    }
  }
}
