package io.quorate.spi;

import java.util.Objects;

/** Whether a backend can be used in this process. */
public sealed interface Availability {

  /** It can be used. */
  Availability AVAILABLE = new Available();

  /** It can be used. */
  record Available() implements Availability {}

  /**
   * It cannot be used.
   *
   * @param reason what was tried and what happened
   * @param fix what the operator can do, in one line
   */
  record Unavailable(String reason, String fix) implements Availability {
    /**
     * Checks for null.
     *
     * @param reason see the component
     * @param fix see the component
     */
    public Unavailable {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(fix, "fix");
    }
  }
}
