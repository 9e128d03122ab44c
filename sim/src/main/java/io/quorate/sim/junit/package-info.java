/**
 * Simulations as JUnit 5 tests: {@link io.quorate.sim.junit.SimTest}. JUnit is optional otherwise.
 */
package io.quorate.sim.junit;
