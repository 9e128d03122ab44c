package io.quorate.sim.mutants;

/** A patch that cannot be read, does not fit the sources, or does not compile. */
final class BadPatchException extends Exception {
  private static final long serialVersionUID = 1L;

  BadPatchException(String message) {
    super(message);
  }

  BadPatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
