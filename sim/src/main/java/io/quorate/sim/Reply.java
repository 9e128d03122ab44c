package io.quorate.sim;

/**
 * What a proposer hears: which operation was applied, and what the state machine answered.
 *
 * @param operation the operation's number
 * @param response the state machine's response; null for none
 */
record Reply(long operation, Object response) {}
