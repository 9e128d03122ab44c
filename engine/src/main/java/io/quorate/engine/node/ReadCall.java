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

  ReadCall(PartitionHost host, ReadConsistency consistency, Supplier<T> query, long deadline) {
    this.host = host;
    this.query = query;
    this.deadline = deadline;
    this.staleNanos =
        consistency instanceof ReadConsistency.StaleWithin stale ? saturatedNanos(stale) : 0;
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
  }

  /** On the apply lane. Nothing that the application throws gets any further. */
  void serve() {
    if (isDone()) {
      return;
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
