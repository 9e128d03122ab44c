package io.quorate.engine.node;

import io.quorate.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When the open tickets of one partition are over, by this node's monotonic clock: from when it saw
 * them open, because nobody's wall clock decides. Every node keeps it, and the leader goes by it,
 * once in its term for each ticket: what it has proposed is in its log, and only a later leader
 * could take it out. Touched by the event loop alone.
 */
final class TicketExpiry {
  /** After so long an expiry that the group did not take is proposed again. */
  private static final long AGAIN_NANOS = 1_000_000_000L;

  private static final class Ticket {
    private long deadline;
    private long proposedInTerm = -1;

    Ticket(long deadline) {
      this.deadline = deadline;
    }
  }

  private final TreeMap<HybridTimestamp, Ticket> open = new TreeMap<>();

  /** No ticket that was not proposed in this term is over before. */
  private long next = Long.MAX_VALUE;

  private long term = -1;

  void opened(HybridTimestamp ticket, long lifetimeMillis, long now) {
    long lifetime = Math.min(lifetimeMillis, Long.MAX_VALUE / 2_000_000) * 1_000_000;
    long deadline = now > Long.MAX_VALUE - lifetime ? Long.MAX_VALUE : now + lifetime;
    open.put(ticket, new Ticket(deadline));
    next = Math.min(next, deadline);
  }

  /** A snapshot has taken the place of all that was open. */
  void replaced(SortedMap<HybridTimestamp, Long> lifetimes, long now) {
    open.clear();
    findNext();
    lifetimes.forEach((ticket, lifetime) -> opened(ticket, lifetime, now));
  }

  void decided(HybridTimestamp ticket) {
    open.remove(ticket);
  }

  /** This node leads a term: whatever is over by then is to be proposed in that. */
  void leads(long newTerm) {
    if (newTerm != term) {
      term = newTerm;
      findNext();
    }
  }

  /** The tickets whose time is over, each once in a term. */
  List<HybridTimestamp> over(long now) {
    List<HybridTimestamp> over = new ArrayList<>();
    if (now < next) {
      return over;
    }
    for (Map.Entry<HybridTimestamp, Ticket> e : open.entrySet()) {
      Ticket ticket = e.getValue();
      if (ticket.deadline <= now && ticket.proposedInTerm != term) {
        over.add(e.getKey());
        ticket.proposedInTerm = term;
      }
    }
    findNext();
    return over;
  }

  /** The group has not taken this one: it is to be proposed again after a while. */
  void refused(HybridTimestamp ticket, long now) {
    Ticket refused = open.get(ticket);
    if (refused != null) {
      refused.proposedInTerm = -1;
      refused.deadline = Math.max(refused.deadline, now + AGAIN_NANOS);
      next = Math.min(next, refused.deadline);
    }
  }

  /** When {@link #over} is due. */
  long nextDeadline() {
    return next;
  }

  private void findNext() {
    next = Long.MAX_VALUE;
    for (Ticket ticket : open.values()) {
      if (ticket.proposedInTerm != term) {
        next = Math.min(next, ticket.deadline);
      }
    }
  }
}
