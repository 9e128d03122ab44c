package io.quorate.engine.ticket;

import io.quorate.Proposal;
import java.util.List;

/**
 * What an entry that opens a ticket says.
 *
 * @param proposals wait for the decision, in the order in which they will be delivered
 * @param lifetimeMillis for how long the ticket may be open
 */
public record TicketEntry(List<Proposal> proposals, long lifetimeMillis) {
  /**
   * Checks that there is something to decide on.
   *
   * @param proposals at least one
   * @param lifetimeMillis at least 0
   */
  public TicketEntry {
    proposals = List.copyOf(proposals);
    if (proposals.isEmpty() || lifetimeMillis < 0) {
      throw new IllegalArgumentException("a ticket with " + proposals.size()
          + " proposals that lives for " + lifetimeMillis + " ms");
    }
  }
}
