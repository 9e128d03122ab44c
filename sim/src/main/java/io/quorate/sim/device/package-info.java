/**
 * What a simulated node runs on: its process, clock, loops and lanes, network and disk. They
 * implement the engine's seams in virtual time, and misbehave as told.
 */
package io.quorate.sim.device;
