package io.quorate.sim.schedule;

/** What can go wrong, or be asked for, at a time. */
public enum FaultKind {
  /** Between two sets of nodes frames are lost, {@code amount} per mille. */
  LOSS,
  /** Frames are delivered twice, {@code amount} per mille. */
  DUPLICATE,
  /** Frames take up to {@code amount} microseconds longer. */
  DELAY,
  /**
   * Frames overtake others, {@code amount} per mille; the overtaken are late by up to the longest
   * way.
   */
  REORDER,
  /** The nodes of {@code mask} and the others do not hear each other. */
  PARTITION,
  /** The nodes of {@code mask} are not heard by the others. */
  ONE_WAY,
  /** The node neither hears nor is heard. */
  ISOLATE,
  /** The partition's leader neither hears nor is heard. */
  ISOLATE_LEADER,
  /** The node's process ends, and starts again after the duration. */
  CRASH,
  /** The process of the partition's leader ends, and starts again after the duration. */
  CRASH_LEADER,
  /** All processes of {@code mask} end, and start again after the duration. */
  CRASH_MANY,
  /** The node loses power, and starts again after the duration. */
  POWER_LOSS,
  /** The nodes of {@code mask} lose power at once, and start again after the duration. */
  POWER_LOSS_MANY,
  /** The node is closed in good order, and starts again after the duration. */
  CLOSE,
  /** The node's process stands still for the duration. */
  PAUSE,
  /** No sync of the node's disk ends before the duration has passed. */
  STALL,
  /** The node's next sync fails; it is restarted on the same disk after the duration. */
  FAIL_SYNC,
  /** The partition's leader is asked to hand over to {@code node}. */
  TRANSFER,
  /** {@code node} is asked to give up the partition, whether it leads or not. */
  STEP_DOWN
}
