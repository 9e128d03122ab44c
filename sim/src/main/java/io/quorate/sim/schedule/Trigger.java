package io.quorate.sim.schedule;

/**
 * A fault that waits for a moment. It strikes once.
 *
 * @param on the moment
 * @param nth at which of these moments, over all nodes, from 1
 * @param delay microseconds after it; at 0 it strikes before what the moment caused can leave the
 *     node
 * @param kind CRASH, POWER_LOSS, PAUSE, ISOLATE, STALL or FAIL_SYNC
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
