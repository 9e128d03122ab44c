package io.quorate.engine.node;

import io.quorate.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the open tickets of one partition are over, by this node's monotonic clock: from when it saw
 * them open, because nobody's wall clock decides. Every node keeps it, and the leader goes by it.
 * Touched by the event loop alone.
 */
final class TicketExpiry {
  /** An expiry that has not come about by then is proposed again. */
  private static final long AGAIN_NANOS = 5_000_000_000L;

  private final TreeMap<HybridTimestamp, Long> deadlines = new TreeMap<>();
  private long next = Long.MAX_VALUE;

  void opened(HybridTimestamp ticket, long lifetimeMillis, long now) {
    long lifetime = Math.min(lifetimeMillis, Long.MAX_VALUE / 2_000_000) * 1_000_000;
    long deadline = now > Long.MAX_VALUE - lifetime ? Long.MAX_VALUE : now + lifetime;
    deadlines.put(ticket, deadline);
    next = Math.min(next, deadline);
  }

  void decided(HybridTimestamp ticket) {
    Long deadline = deadlines.remove(ticket);
    if (deadline != null && deadline == next) {
      findNext();
    }
  }

  int open() {
    return deadlines.size();
  }

  /** The tickets whose time is over; each is named again after a while if it is still open then. */
  List<HybridTimestamp> over(long now) {
    List<HybridTimestamp> over = new ArrayList<>();
    if (now < next) {
      return over;
    }
    for (Map.Entry<HybridTimestamp, Long> ticket : deadlines.entrySet()) {
      if (ticket.getValue() <= now) {
        over.add(ticket.getKey());
        ticket.setValue(now + AGAIN_NANOS);
      }
    }
    findNext();
    return over;
  }

  /** When {@link #over} is due. */
  long nextDeadline() {
    return next;
  }

  private void findNext() {
    next = Long.MAX_VALUE;
    for (long deadline : deadlines.values()) {
      next = Math.min(next, deadline);
    }
  }
}
