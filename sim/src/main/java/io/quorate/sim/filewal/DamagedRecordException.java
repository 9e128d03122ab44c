package io.quorate.sim.filewal;

/** There is no valid record in a place where one was expected. */
final class DamagedRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedRecordException(String message) {
    super(message);
  }
}
