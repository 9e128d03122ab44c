package io.quorate.sim.script;

/** A script cannot be understood, or what it expects is not so. Who runs the script knows where. */
final class ScriptException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScriptException(String message) {
    super(message);
  }
}
