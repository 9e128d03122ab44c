package io.quorate.sim.schedule;

/**
 * A fault that waits for a moment. It strikes once.
 *
 * @param on the moment
 * @param nth at which of these moments, over all nodes, from 1
 * @param delay microseconds after it; at 0 it strikes before what the moment caused can leave the
 *     node, unless its kind waits for the end of the moment
 * @param kind CRASH, POWER_LOSS, PAUSE, ISOLATE, STALL, FAIL_SYNC or CLOCK_STEP; or CLOSE, REPLAY,
 *     STEP_DOWN or CONFIGURE, which never strike before the moment is over: a node can be closed or
 *     asked for something between two of its steps only. A configuration leaves the target out, and
 *     all others are voters; it and a step-down are of the moment's partition, or of the first
 *     where the moment has none that can be asked for. A clock goes back by the duration
 * @param target whom
 * @param duration microseconds, as of the fault
 */
public record Trigger(
    TriggerPoint on, int nth, long delay, FaultKind kind, Target target, long duration) {

  /** Whom a trigger hits. */
  public enum Target {
    /** The node where the moment was. */
    SELF,
    /** The leader of the same partition; for a moment of a disk, the node itself. */
    LEADER,
    /** The node with the next id. */
    NEXT
  }
}
