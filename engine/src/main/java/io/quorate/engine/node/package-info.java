/**
 * Hosts the groups of one node: event loops, routing, timers, the outbox per peer, apply lanes and
 * admission. A partition belongs to one event loop, and its state is touched by that loop alone.
 */
package io.quorate.engine.node;
