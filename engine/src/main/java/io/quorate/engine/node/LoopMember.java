package io.quorate.engine.node;

/**
 * Something that lives on an event loop: takes a step when it was touched, and when its deadline
 * has come.
 */
abstract class LoopMember {
  /** Kept by the loop: whether a step is due in this turn. */
  boolean touched;

  /** Kept by the loop: the deadline for which a timer is set. */
  long armedAt = Long.MAX_VALUE;

  /** Does what is due. */
  abstract void step(long now);

  /** When a step is due even if nothing happens. */
  abstract long nextDeadline();

  /**
   * The node has failed or closes: ends everything that somebody waits for. The loop runs no more
   * steps.
   */
  abstract void end(boolean closed);
}
