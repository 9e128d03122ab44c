/**
 * Makes a failing schedule small: {@link io.quorate.sim.minimise.Minimiser} leaves out what the
 * violation does not need, and {@link io.quorate.sim.minimise.Explanation} says what is left, in
 * words.
 */
package io.quorate.sim.minimise;
