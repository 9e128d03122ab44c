/**
 * Schedules for jqwik properties. A thin adapter: jqwik is optional, and neither generates
 * schedules nor makes them smaller.
 */
package io.quorate.sim.jqwik;
