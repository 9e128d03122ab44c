package io.quorate.sim.oracle;

/**
 * A request to hand leadership over.
 *
 * @param token of the request
 * @param target to whom
 * @param term the term in which it was made
 */
record TransferGhost(Object token, int target, long term) {}
