package io.quorate.engine.system;

/** What the roster says of a wish to have one node replace another. */
public enum ReplacementVerdict {
  /** The cluster has not been written down in partition 0 yet. */
  NOT_READY,
  /** It may begin. */
  POSSIBLE,
  /** It has begun, and has not ended. */
  UNDER_WAY,
  /** The one has left, and the other is a member. */
  DONE,
  /** The node to be replaced is no member. */
  NOT_A_MEMBER,
  /** No node with the new node's id waits to be taken in. */
  NOT_HEARD,
  /** The new node's id, or its store, is or was a member's. */
  ID_IN_USE,
  /** Another member is being replaced. */
  ANOTHER_UNDER_WAY
}
