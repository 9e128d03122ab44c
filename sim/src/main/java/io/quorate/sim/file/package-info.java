/**
 * The files that a log is written to, as one small interface: over real disks, and simulated with
 * the faults that real ones have.
 */
package io.quorate.sim.file;
