package io.quorate.discovery.dns;

import io.quorate.NodeAddress;
import java.util.List;
import java.util.SortedSet;

/**
 * What has been learnt of one configured name.
 *
 * @param addresses contact points, each with a port; empty if none is known
 * @param problems why there are none, or perhaps not all, as sentences; never empty together with
 *     the addresses
 * @param unanswered whether one of the problems is that no server has answered
 * @param ttlSeconds how long the addresses may be used
 */
record Found(
    SortedSet<NodeAddress> addresses, List<String> problems, boolean unanswered, long ttlSeconds) {}
