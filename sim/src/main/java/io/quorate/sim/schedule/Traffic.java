package io.quorate.sim.schedule;

/**
 * Clients whose calls are drawn while the run goes on. Each proposes, waits for the outcome,
 * thinks, and goes on. Times are microseconds.
 *
 * @param clients how many; 0 for none, when a schedule lists its calls
 * @param think the longest pause between two calls
 * @param batchMax the most proposals in one call
 * @param payloadMax the longest payload beside the command itself
 * @param strayPermille calls made at a random node instead of the supposed leader
 * @param timeout of a call, at most
 * @param readPermille calls that read linearizably
 * @param staleReadPermille calls that read what may be stale
 * @param staleBound how stale, at most
 * @param ticketPermille calls that propose in two phases
 * @param ticketLifetime for how long a ticket may be open, at most
 */
public record Traffic(
    int clients,
    long think,
    int batchMax,
    int payloadMax,
    int strayPermille,
    long timeout,
    int readPermille,
    int staleReadPermille,
    long staleBound,
    int ticketPermille,
    long ticketLifetime) {

  /**
   * The same settings without clients.
   *
   * @return for a schedule that lists its calls
   */
  Traffic withoutClients() {
    return new Traffic(
        0,
        think,
        batchMax,
        payloadMax,
        strayPermille,
        timeout,
        readPermille,
        staleReadPermille,
        staleBound,
        ticketPermille,
        ticketLifetime);
  }
}
