package io.quorate.sim.tck;

/**
 * A rule cannot be checked with this backend, or in this process. Thrown by a check; the rule
 * counts as untested, with the message as the reason.
 */
public class UntestedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param reason why the rule cannot be checked, and what would help
   */
  public UntestedException(String reason) {
    super(reason);
  }
}
