package io.quorate.sim.schedule;

/**
 * A client's call. Times are microseconds.
 *
 * @param at from the beginning
 * @param client who calls, from 1
 * @param node where; 0 for the node that leads the partition then
 * @param partition the partition, from 1
 * @param count proposals in this call, at least 1
 * @param timeout of the call
 * @param noise decides what is proposed
 */
public record Call(
    long at, int client, int node, int partition, int count, long timeout, long noise) {}
