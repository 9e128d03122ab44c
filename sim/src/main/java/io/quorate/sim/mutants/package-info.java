/**
 * Measures the simulator: plants known bugs in a copy of the engine, one at a time, and sees
 * whether, and how soon, a sweep finds them. The bugs are patches in {@code sim/mutants}.
 */
package io.quorate.sim.mutants;
