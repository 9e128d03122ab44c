package io.quorate;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** The outcome of the first phase of a two-phase proposal; see {@link Partition#propose}. */
public sealed interface TicketResult {

  /**
   * Whether the ticket is open.
   *
   * @return true for {@link Opened} only
   */
  default boolean success() {
    return this instanceof Opened;
  }

  /**
   * The ticket, or an exception that says why there is none.
   *
   * @return the ticket
   * @throws IllegalStateException if {@link #success} is false
   */
  default Ticket orElseThrow() {
    if (this instanceof Opened opened) {
      return opened.ticket();
    }
    throw new IllegalStateException("The ticket is not known to be open: " + this);
  }

  /**
   * A quorum holds the proposals on its disks. They wait for {@link Partition#commit} or
   * {@link Partition#rollback}, at whoever leads by then, until the ticket's time is over.
   *
   * @param ticket names it
   * @param index where in the partition's log it was opened
   */
  record Opened(Ticket ticket, long index) implements TicketResult {}

  /**
   * The ticket was not opened and never will be.
   *
   * @param status why; {@link ReplicationStatus#retryable} says whether to try again
   * @param leader the leader to try, if this node knows one
   */
  record NotOpened(ReplicationStatus status, Optional<Leader> leader) implements TicketResult {
    /**
     * Checks for null.
     *
     * @param status see the component
     * @param leader see the component
     */
    public NotOpened {
      Objects.requireNonNull(status, "status");
      Objects.requireNonNull(leader, "leader");
    }
  }

  /**
   * The outcome was not known when the timeout passed. If the ticket was opened nobody knows its
   * name: it will be rolled back when its time is over.
   *
   * @param waited the timeout that passed
   */
  record Unknown(Duration waited) implements TicketResult {}
}
