package io.quorate.engine.ticket;

import io.quorate.Proposal;
import java.util.List;

/**
 * What an entry that opens a ticket says.
 *
 * @param proposals wait for the decision, in the order in which they will be delivered
 * @param lifetimeMillis for how long the ticket may be open
 * @param maxOpen the ticket is opened only if fewer are open when the entry is applied
 * @param maxOpenBytes and only if all that waits then has at most so many bytes
 */
public record TicketEntry(
    List<Proposal> proposals, long lifetimeMillis, long maxOpen, long maxOpenBytes) {
  /**
   * Checks that there is something to decide on.
   *
   * @param proposals at least one
   * @param lifetimeMillis at least 0
   * @param maxOpen at least 0
   * @param maxOpenBytes at least 0
   */
  public TicketEntry {
    proposals = List.copyOf(proposals);
    if (proposals.isEmpty() || lifetimeMillis < 0 || maxOpen < 0 || maxOpenBytes < 0) {
      throw new IllegalArgumentException("a ticket with " + proposals.size()
          + " proposals that lives for " + lifetimeMillis + " ms, and is one of at most " + maxOpen
          + " with " + maxOpenBytes + " bytes");
    }
  }

  /**
   * What waits in it.
   *
   * @return the bytes of all types and data, roughly
   */
  public long bytes() {
    long bytes = 0;
    for (Proposal proposal : proposals) {
      bytes += proposal.type().length() + proposal.data().length;
    }
    return bytes;
  }
}
