package io.quorate.sim.file;

/**
 * The simulated process is gone, by a crash or a power loss: thrown by the call during which it
 * happened, and by every later call of that process. Nothing should catch it but what drives the
 * simulation.
 */
public final class SimCrashException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param message what ended the process
   */
  public SimCrashException(String message) {
    super(message);
  }
}
