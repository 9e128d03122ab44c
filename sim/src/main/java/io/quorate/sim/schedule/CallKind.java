package io.quorate.sim.schedule;

/** What a client's call is. */
public enum CallKind {
  /** One or several proposals. */
  PROPOSE,
  /** A linearizable read. */
  READ,
  /** A read of what may be stale, within a bound. */
  READ_STALE,
  /** A proposal in two phases: a ticket, and what becomes of it. */
  TICKET;

  /**
   * Whether it reads, past the log.
   *
   * @return false if it proposes
   */
  public boolean reads() {
    return this == READ || this == READ_STALE;
  }
}
