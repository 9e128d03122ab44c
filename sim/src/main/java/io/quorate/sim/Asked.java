package io.quorate.sim;

import io.quorate.Proposal;

/**
 * What a client asked for, as a check of the history sees it.
 *
 * @param partition of which partition
 * @param proposal what the workload made
 */
public record Asked(int partition, Proposal proposal) {}
