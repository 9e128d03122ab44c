package io.quorate.engine.production;

import io.quorate.engine.production.WriteGroup.Submission;
import io.quorate.engine.storage.Storage.Completion;
import io.quorate.spi.Wal;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import io.quorate.spi.WalException.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that appends. What is submitted while an append runs is written by the next one, so
 * that under load one sync serves many batches, and without load none waits for company.
 */
final class WalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(WalWriter.class);

  private static final long IDLE = Long.MAX_VALUE;

  private final Wal wal;
  private final long maxGroupBytes;
  private final int maxGroupBatches;
  private final FatalHandler fatal;
  private final Mailbox<Submission> submissions = new Mailbox<>(Integer.MAX_VALUE);
  private final Thread thread;

  // Written by the thread only.
  private ArrayDeque<Submission> backlog = new ArrayDeque<>();
  private WalException failure;
  private volatile long appends;
  private volatile long batches;
  private volatile long bytes;
  private volatile long largest;
  private volatile long since = IDLE;

  WalWriter(
      String node,
      Wal wal,
      long maxGroupBytes,
      int maxGroupBatches,
      FatalHandler fatal,
      Runnable atEnd) {
    this.wal = wal;
    this.maxGroupBytes = maxGroupBytes;
    this.maxGroupBatches = maxGroupBatches;
    this.fatal = fatal;
    this.thread = Threads.start(node, "wal", () -> live(atEnd));
  }

  Thread thread() {
    return thread;
  }

  void submit(WalBatch batch, Completion completion) {
    if (!submissions.offer(new Submission(batch, completion))) {
      completion.failed(closed());
    }
  }

  void close() {
    submissions.close();
  }

  /** For how long the present write has been under way; empty if there is none. Any thread. */
  Optional<Duration> underWay() {
    long began = since;
    return began == IDLE
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(System.nanoTime() - began));
  }

  void addTo(SortedMap<String, Long> counters) {
    counters.put("wal.appends", appends);
    counters.put("wal.batches", batches);
    counters.put("wal.bytes", bytes);
    counters.put("wal.max-append-bytes", largest);
  }

  private void live(Runnable atEnd) {
    try {
      run();
      atEnd.run();
    } catch (Throwable e) {
      LOG.error("{} has failed, and with it the node", Thread.currentThread().getName(), e);
      fatal.failed(Thread.currentThread().getName(), e);
    }
  }

  private void run() {
    WriteGroup group = new WriteGroup();
    while (!submissions.isClosed()) {
      if (backlog.isEmpty()) {
        backlog = submissions.await(backlog);
      }
      // Once closed, what has not begun must not begin.
      if (!submissions.isClosed()) {
        gather(group);
        write(group);
        group.clear();
      }
    }
    failRest();
  }

  private void gather(WriteGroup group) {
    while (group.count() < maxGroupBatches && group.bytes() < maxGroupBytes) {
      if (backlog.isEmpty()) {
        backlog = submissions.take(backlog);
      }
      if (backlog.isEmpty()) {
        return;
      }
      group.add(backlog.poll());
    }
  }

  private void write(WriteGroup group) {
    if (failure == null) {
      try {
        GuardedWal.call("an append", () -> append(group));
      } catch (WalException e) {
        failure = e;
        LOG.error(
            "the log has failed; nothing more is acknowledged until the node is restarted", e);
        complete(group, completion -> completion.failed(e));
        return;
      }
      complete(group, Completion::durable);
    } else {
      WalException later = later();
      complete(group, completion -> completion.failed(later));
    }
  }

  private WalBatch append(WriteGroup group) throws WalException {
    WalBatch merged = group.merged();
    if (merged.partitions().isEmpty() && merged.metadata().isEmpty()) {
      return merged;
    }
    since = System.nanoTime();
    try {
      wal.append(merged);
    } finally {
      since = IDLE;
    }
    // One thread writes these, so that reading and adding need not be one step.
    appends = appends + 1;
    batches = batches + group.count();
    bytes = bytes + group.bytes();
    largest = Math.max(largest, group.bytes());
    return merged;
  }

  /** The first failure is final: the state of the disk after it is unknown. */
  private WalException later() {
    return new WalException(
        failure.kind(), "an earlier write failed: " + failure.getMessage(), failure);
  }

  private void failRest() {
    WriteGroup rest = new WriteGroup();
    backlog.forEach(rest::add);
    submissions.take(new ArrayDeque<>()).forEach(rest::add);
    backlog = new ArrayDeque<>();
    WalException closed = closed();
    complete(rest, completion -> completion.failed(closed));
  }

  private void complete(WriteGroup group, Consumer<Completion> outcome) {
    for (Completion completion : group.completions()) {
      try {
        outcome.accept(completion);
      } catch (Throwable e) {
        LOG.error("the completion of a write has failed, and with it the node", e);
        fatal.failed(Thread.currentThread().getName(), e);
      }
    }
  }

  private static WalException closed() {
    return new WalException(Kind.CLOSED, "the log was closed before the write began");
  }
}
