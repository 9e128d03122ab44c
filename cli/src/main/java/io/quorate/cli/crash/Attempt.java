package io.quorate.cli.crash;

import io.quorate.ReplicationStatus;
import io.quorate.cli.control.WriteOutcome;
import java.util.Optional;

/**
 * One write: its text, which no other write has, and what became of it. A refused write is not
 * repeated; the next one has a text of its own, so that every text may be found once at most.
 */
final class Attempt {
  private final int partition;
  private final int node;
  private final String text;
  private final long floor;
  private final long sentNanos;
  private volatile WriteOutcome outcome;

  Attempt(int partition, int node, String text, long floor, long sentNanos) {
    this.partition = partition;
    this.node = node;
    this.text = text;
    this.floor = floor;
    this.sentNanos = sentNanos;
  }

  int partition() {
    return partition;
  }

  /** The node that was asked. */
  int node() {
    return node;
  }

  String text() {
    return text;
  }

  /**
   * The highest index that had been acknowledged in the partition before this was sent: it must get
   * a higher one.
   */
  long floor() {
    return floor;
  }

  long sentNanos() {
    return sentNanos;
  }

  /** Empty until the node has answered, or has ended. */
  Optional<WriteOutcome> outcome() {
    return Optional.ofNullable(outcome);
  }

  void outcome(WriteOutcome value) {
    outcome = value;
  }

  boolean acknowledged() {
    WriteOutcome known = outcome;
    return known != null && known.status() == ReplicationStatus.COMMITTED;
  }

  /** Neither acknowledged nor refused. */
  boolean unknown() {
    WriteOutcome known = outcome;
    return known == null || known.status() == ReplicationStatus.UNKNOWN;
  }

  @Override
  public String toString() {
    return "'" + text + "' (partition " + partition + ", sent to node-" + node + ", "
        + outcome()
            .map(o -> o.status() + (o.index() > 0 ? " at " + o.index() + " term " + o.term() : ""))
            .orElse("no answer")
        + ")";
  }
}
