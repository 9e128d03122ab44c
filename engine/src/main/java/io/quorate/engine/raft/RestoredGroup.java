package io.quorate.engine.raft;

import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.util.SortedMap;

/**
 * What storage remembers of a group.
 *
 * @param hardState the last term and vote
 * @param boundary where the log starts
 * @param lastIndex the last entry
 * @param termStarts for each term in the log, the first index that has it; the terms are the values
 * @param configurations the configuration at the boundary, under the boundary's index, and each one
 *     in the log, under its own
 */
public record RestoredGroup(
    HardState hardState,
    LogBoundary boundary,
    long lastIndex,
    SortedMap<Long, Long> termStarts,
    SortedMap<Long, Configuration> configurations) {}
