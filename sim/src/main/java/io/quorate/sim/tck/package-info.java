/**
 * The conformance kits of the service provider interfaces: what a backend's author extends to know
 * that it is right.
 *
 * <p>Rules are data: an id from the contract, a sentence, a check. JUnit shows each as a test of
 * its own ({@link io.quorate.sim.tck.WalConformance}); a program runs them and prints a table
 * ({@link io.quorate.sim.tck.RuleReport}). Sentences that no test can reach through the interface
 * are rules too, with the reason.
 */
package io.quorate.sim.tck;
