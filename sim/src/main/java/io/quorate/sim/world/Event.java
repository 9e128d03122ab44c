package io.quorate.sim.world;

/** The kinds of events of a trace. Their ordinals go into digests. */
public enum Event {
  /** A node's process starts; a = boot number. */
  BOOT,
  /** A process ends at once; what was written stays readable. */
  CRASH,
  /** A process ends and its disk forgets what was not synced; a = batches lost. */
  POWER_LOSS,
  /** A node is closed in good order. */
  CLOSE,
  /** A process stands still. */
  PAUSE,
  /** It goes on; a = events that waited. */
  RESUME,
  /** A fault or an administrative request begins; the detail says which. */
  FAULT,
  /** A fault ends. */
  FAULT_END,
  /** All faults end. */
  HEAL,
  /** A frame arrives; a = sender, b = hash of the bytes. */
  DELIVER,
  /** A frame is lost; a = receiver. */
  DROP,
  /** A batch is in the operating system's cache; a = its number. */
  WRITTEN,
  /** A batch is durable; a = its number. */
  DURABLE,
  /** The node hears that a batch is durable; a = its number. */
  COMPLETED,
  /** A sync fails; a = the batch's number. */
  SYNC_FAILED,
  /** A group sends a message; a = receiver; the detail is the message. */
  SEND,
  /** A member's role or term changes; a = term; the detail is the role. */
  ROLE,
  /** A member's commit index moves; a = the index. */
  COMMIT,
  /** A member cuts its log; a = the index after which. */
  TRUNCATE,
  /** An entry is applied; a = index, b = term. */
  APPLY,
  /** An application callback throws; a = index. */
  APPLY_FAILED,
  /** A client proposes; a = the operation. */
  PROPOSE,
  /**
   * A client hears the outcome; a = the operation, b = the index if it was committed; the detail is
   * the outcome.
   */
  OUTCOME
}
