package io.quorate.sim.schedule;

/**
 * A client's call. Times are microseconds.
 *
 * @param at from the beginning
 * @param client who calls, from 1
 * @param node where; 0 for the node that leads the partition then
 * @param partition the partition, from 1
 * @param count proposals in this call, at least 1; a read asks for one thing
 * @param timeout of the call
 * @param noise decides what is proposed, or read
 * @param kind what it is
 * @param staleBound how stale what is read may be; 0 unless the kind says that it may be
 * @param lifetime for how long a ticket may be open; 0 unless the kind says that there is one
 */
public record Call(
    long at,
    int client,
    int node,
    int partition,
    int count,
    long timeout,
    long noise,
    CallKind kind,
    long staleBound,
    long lifetime) {}
