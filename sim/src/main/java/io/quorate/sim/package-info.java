/**
 * The deterministic simulator: runs the unmodified engine on one thread in virtual time, injects
 * faults, and checks the invariants after every step. Begin with {@link io.quorate.sim.Simulation}.
 */
package io.quorate.sim;
