/**
 * What every simulation is made of, whatever it simulates: virtual time and its events, named
 * streams of random numbers, the digest of what happened, the trace of the last events, coverage
 * marks, and the first violation.
 */
package io.quorate.sim.world;
