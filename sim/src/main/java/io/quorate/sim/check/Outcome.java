package io.quorate.sim.check;

/** What a client knows of its operation. */
public enum Outcome {
  /** It took effect between its invocation and its return, and its output is known. */
  OK,
  /** It had no effect and never will. */
  FAILED,
  /** It may take effect at any time after its invocation, or never. */
  UNKNOWN
}
