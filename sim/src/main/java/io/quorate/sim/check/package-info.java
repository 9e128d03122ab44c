/**
 * A checker of histories: did clients see something that one copy of the data, used by one client
 * after the other, could also have shown? {@link io.quorate.sim.check.Linearizability} decides it
 * for a {@link io.quorate.sim.check.Model} and a {@link io.quorate.sim.check.History}.
 *
 * <p>Nothing here knows of the simulator; a history of any system will do.
 */
package io.quorate.sim.check;
