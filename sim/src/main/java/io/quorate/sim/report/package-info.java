/**
 * What a failing run prints: a story for the terminal, a page for the browser, a trace for
 * programs, and a comparison with a run that passes. All of it is read off the run's full trace;
 * nothing here takes part in a run.
 */
package io.quorate.sim.report;
