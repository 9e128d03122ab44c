package io.quorate.engine.node;

import io.quorate.RetentionHold;
import java.util.TreeMap;

/** The open retention holds of one partition, on one node. Thread-safe. */
final class RetentionHolds {
  private final TreeMap<Long, Integer> held = new TreeMap<>();
  private long boundary;

  /** {@code boundary} is where the log begins. */
  RetentionHolds(long boundary) {
    this.boundary = boundary;
  }

  /** Keeps the log from an index on; what has been let go before stays gone. */
  synchronized RetentionHold hold(long fromIndex) {
    long first = Math.max(fromIndex, boundary + 1);
    held.merge(first, 1, Integer::sum);
    return new Hold(first);
  }

  /** How far the log may go, of what it would; nobody can hold that any more afterwards. */
  synchronized long letGo(long wanted) {
    long allowed = held.isEmpty() ? wanted : Math.min(wanted, held.firstKey() - 1);
    boundary = Math.max(boundary, allowed);
    return allowed;
  }

  /** The log begins anew behind a snapshot, whatever was held. */
  synchronized void replaced(long newBoundary) {
    boundary = Math.max(boundary, newBoundary);
  }

  private synchronized void release(long first) {
    held.merge(first, -1, (now, one) -> now == 1 ? null : now + one);
  }

  private final class Hold implements RetentionHold {
    private final long first;
    private boolean open = true;

    Hold(long first) {
      this.first = first;
    }

    @Override
    public long firstIndex() {
      return first;
    }

    @Override
    public void close() {
      synchronized (this) {
        if (!open) {
          return;
        }
        open = false;
      }
      release(first);
    }
  }
}
