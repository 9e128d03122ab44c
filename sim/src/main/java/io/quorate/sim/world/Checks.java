package io.quorate.sim.world;

/** Which checks may end a run. */
public enum Checks {
  /** All of them: also those that look into nodes and disks. */
  ALL,
  /**
   * Only what clients and applications can see: acknowledged writes, answers, the order of what is
   * applied, and whether anything happens at all. For measuring how much the others add.
   */
  CLIENT_VISIBLE
}
