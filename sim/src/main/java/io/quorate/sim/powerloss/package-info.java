/**
 * Runs write-ahead logs on simulated files: random batches, faults, crashes and losses of power,
 * and after each restart a comparison with what was acknowledged.
 */
package io.quorate.sim.powerloss;
