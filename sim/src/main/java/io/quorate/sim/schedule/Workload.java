package io.quorate.sim.schedule;

/**
 * What clients do. Each proposes, waits for the outcome, thinks, and goes on. Times are
 * microseconds.
 *
 * @param clients how many
 * @param think the longest pause between two calls
 * @param batchMax the most proposals in one call
 * @param payloadMax the longest payload beside the operation's identity
 * @param strayPermille calls made at a random node instead of the supposed leader
 * @param timeout of a call, at most
 */
public record Workload(
    int clients, long think, int batchMax, int payloadMax, int strayPermille, long timeout) {}
