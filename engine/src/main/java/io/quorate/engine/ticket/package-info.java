/**
 * Two-phase proposals: tickets that hold proposals until a decision in the log delivers or discards
 * them. What a replica makes of the log, and nothing else: whoever applies the same entries knows
 * the same tickets.
 */
package io.quorate.engine.ticket;
