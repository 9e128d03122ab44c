package io.quorate.engine.raft;

/**
 * Something that Raft rules out has happened: a bug, or a disk that lied. The node must stop before
 * it does harm.
 */
public final class RaftInvariantViolation extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the report.
   *
   * @param message what should hold and does not, with the state
   */
  public RaftInvariantViolation(String message) {
    super(message);
  }

  /**
   * Throws unless a condition holds. Stays on in production.
   *
   * @param holds the condition
   * @param message what should hold
   * @param state appended to the message
   */
  static void check(boolean holds, String message, Object state) {
    if (!holds) {
      throw new RaftInvariantViolation(message + ": " + state);
    }
  }

  /**
   * Throws unless a condition holds; for busy places: the message is put together only then.
   *
   * @param holds the condition
   * @param message what should hold
   * @param bound a number that belongs to it, appended to the message
   * @param state appended too
   */
  static void check(boolean holds, String message, long bound, Object state) {
    if (!holds) {
      throw new RaftInvariantViolation(message + " " + bound + ": " + state);
    }
  }
}
