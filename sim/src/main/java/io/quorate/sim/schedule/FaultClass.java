package io.quorate.sim.schedule;

/** What a fault concerns: a run may have some classes and not others. */
public enum FaultClass {
  /** Frames and connections. */
  NETWORK,
  /** Processes. */
  PROCESS,
  /** Clocks. */
  CLOCK,
  /** Disks that are slow, full, or fail. */
  DISK,
  /** Disks that lose for good what they have promised to keep. */
  LOSS_OF_DATA,
  /** What an operator asks for. */
  ADMINISTRATION
}
