/**
 * Everything that the engine may not obtain by itself: clocks, threads, timers and random numbers.
 * Production and simulation are two implementations of
 * {@link io.quorate.engine.environment.Environment} below the same engine.
 */
package io.quorate.engine.environment;
