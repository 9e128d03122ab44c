package io.quorate.cli.crash;

import io.quorate.ReplicationStatus;
import io.quorate.cli.control.WriteOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/** The clients' book: every write that was tried, and its outcome. Thread-safe. */
public final class Ledger {
  private final Map<Integer, Page> pages = new TreeMap<>();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder outstanding = new LongAdder();

  /** One partition's part. */
  private static final class Page {
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private long highestAcknowledged;
    private long acknowledged;
  }

  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());

  /** Something was that must never be. */
  void fault(String sentence) {
    faults.add(sentence);
  }

  /** What must never have been, as sentences. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** Somebody who waits for an acknowledgement of a write that is sent from now on. */
  private record Watch(long fromNanos, CompletableFuture<Long> firstNanos) {}

  /**
   * Makes an empty ledger.
   *
   * @param partitions the partitions that are written to
   */
  public Ledger(List<Integer> partitions) {
    partitions.forEach(id -> pages.put(id, new Page()));
  }

  /** Enters a write before it is sent. */
  Attempt open(int partition, int node, String text) {
    Page page = pages.get(partition);
    outstanding.increment();
    synchronized (page) {
      Attempt attempt =
          new Attempt(partition, node, text, page.highestAcknowledged, System.nanoTime());
      page.attempts.add(attempt);
      return attempt;
    }
  }

  /** Enters a write's outcome. */
  void close(Attempt attempt, WriteOutcome outcome) {
    Page page = pages.get(attempt.partition());
    synchronized (page) {
      attempt.outcome(outcome);
      if (outcome.status() == ReplicationStatus.COMMITTED) {
        long now = System.nanoTime();
        page.highestAcknowledged = Math.max(page.highestAcknowledged, outcome.index());
        page.acknowledged++;
        page.watches.removeIf(watch ->
            attempt.sentNanos() - watch.fromNanos() >= 0 && watch.firstNanos().complete(now));
        acknowledged.increment();
      }
    }
    outstanding.decrement();
  }

  /**
   * The moment when the partition first acknowledges a write that is sent from now on.
   *
   * @param partition the partition
   * @return completes with a {@link System#nanoTime}
   */
  public CompletableFuture<Long> nextAcknowledgement(int partition) {
    Watch watch = new Watch(System.nanoTime(), new CompletableFuture<>());
    Page page = pages.get(partition);
    synchronized (page) {
      page.watches.add(watch);
    }
    return watch.firstNanos();
  }

  /**
   * How many writes were acknowledged.
   *
   * @return over all partitions
   */
  public long acknowledged() {
    return acknowledged.sum();
  }

  /**
   * How many writes were acknowledged in one partition.
   *
   * @param partition the partition
   * @return the number
   */
  public long acknowledged(int partition) {
    Page page = pages.get(partition);
    synchronized (page) {
      return page.acknowledged;
    }
  }

  /** How many writes have no outcome yet. */
  long outstanding() {
    return outstanding.sum();
  }

  /** Everything that was tried in a partition, in the order of sending. */
  List<Attempt> attempts(int partition) {
    Page page = pages.get(partition);
    synchronized (page) {
      return List.copyOf(page.attempts);
    }
  }
}
