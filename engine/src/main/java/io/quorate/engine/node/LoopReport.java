package io.quorate.engine.node;

import java.util.List;

/**
 * How the partitions of one event loop are.
 *
 * @param leaderless the partitions that know no leader
 * @param standstills why partitions apply nothing, as sentences
 */
public record LoopReport(List<Integer> leaderless, List<String> standstills) {}
