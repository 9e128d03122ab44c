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
  /** A frame is lost; a = receiver, b = the frame; the detail says why. */
  DROP,
  /** A batch is in the operating system's cache; a = its number. */
  WRITTEN,
  /** A batch is durable; a = its number. */
  DURABLE,
  /** The node hears that a batch is durable; a = its number. */
  COMPLETED,
  /** A write or a sync fails; a = the kind of failure. */
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
  OUTCOME,
  /** A snapshot takes the place of an application's state; a = index, b = term. */
  RESTORED,
  /** A snapshot of a node's own is on its disk; a = index. */
  STORED,
  /** A leader is about to run a query because its lease holds. */
  LEASE_READ,

  // What follows is only in a full trace, never in a digest; the details are of type Detail.

  /**
   * A frame is sent; a = receiver, b = its number over the whole run; the detail is its contents.
   */
  FRAME,
  /**
   * A fault takes messages out of a frame; a = receiver, b = its number; the detail is what stays.
   */
  FILTERED,
  /** A frame arrives; a = sender, b = its number. */
  ARRIVE,
  /** A member takes a message; a = sender; the detail is the message. */
  HANDLE,
  /** A member takes note that a write is durable; a = the write's number in its group. */
  PERSISTED,
  /** A member appends an entry; a = index, b = term. */
  APPEND,
  /** A member is not as before; the detail is how it is now. */
  STATE,
  /** A batch is in the cache, and its sync begins; a = its number; the detail is its contents. */
  BATCH,
  /** A disk has forgotten batches; a = the first number, b = the last. */
  FORGOTTEN,
  /** A disk says that batches are durable, and lies; a = how many. */
  LIED,
  /** A fault strikes the leader of its partition, whoever that is; a = the kind of fault. */
  HIT,
  /** A client makes a call; a = its first operation; the detail is the call. */
  CALL,
  /**
   * A client waits no longer; a = its first operation, b = 1 if that certainly failed; the detail
   * says why.
   */
  GAVE_UP,
  /** Something was that must never be; the detail is the violation. */
  VIOLATION
}
