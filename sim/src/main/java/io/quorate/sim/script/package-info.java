/**
 * Hand-written Raft scenarios: a text of steps and expectations, run against the core of the engine
 * alone, without chance. {@link io.quorate.sim.script.Scripts} runs one; the language is described
 * in {@code docs/reference/scripts.md}. The checks of the simulator watch every step.
 */
package io.quorate.sim.script;
