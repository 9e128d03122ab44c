/**
 * A run as data: what is simulated, under which load and with which faults. A run is a pure
 * function of the engine and of its {@link io.quorate.sim.schedule.Schedule}, which has a text form
 * to keep and to replay.
 */
package io.quorate.sim.schedule;
