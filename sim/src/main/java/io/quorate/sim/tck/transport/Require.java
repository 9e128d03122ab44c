package io.quorate.sim.tck.transport;

import java.util.Locale;

/** Assertions that need no library, so that an author of a backend needs none either. */
final class Require {
  private Require() {}

  /** Fails unless the condition holds. */
  static void that(boolean condition, String expectation, Object... values) {
    if (!condition) {
      throw new AssertionError("expected: " + String.format(Locale.ROOT, expectation, values));
    }
  }
}
